using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class OnTheWayTests
{
    private static readonly Given Cluster = new Given()
        .List(Needs.Pods("shop"), "{'metadata':{'name':'web-1','namespace':'shop'},'spec':{'nodeName':'node-a'}}")
        .List(
            Needs.EndpointSlices("shop"),
            """
            {'metadata':{'name':'web-x','namespace':'shop','labels':{'kubernetes.io/service-name':'web'}},'addressType':'IPv4',
             'endpoints':[{'addresses':['10.0.0.1'],'nodeName':'node-a','targetRef':{'kind':'Pod','name':'web-1','namespace':'shop'}},
                          {'addresses':['10.0.0.2'],'nodeName':'node-b','targetRef':{'kind':'Pod','name':'web-2','namespace':'shop'}}]}
            """);

    [Fact]
    public async Task A_pod_is_told_what_is_wrong_with_its_node_and_with_the_clusters_dns_and_nothing_of_what_is_well() =>
        Assert.Equal(
            ["dns.pods cluster Fail", "node.x node/node-a Fail", "pod.x pod/shop/web-1 Pass"],
            await RunAsync(Subject.Pod("shop", "web-1"), follows: true));

    [Fact]
    public async Task A_service_is_told_what_is_wrong_with_the_nodes_and_pods_of_its_endpoints() =>
        Assert.Equal(
            ["node.x node/node-a Fail", "node.x node/node-b Fail", "pod.x pod/shop/web-2 Fail", "service.x service/shop/web Pass"],
            await RunAsync(Subject.Service("shop", "web"), follows: true));

    [Fact]
    public async Task Nothing_but_the_subject_is_looked_at_unless_asked_for() =>
        Assert.Equal(["pod.x pod/shop/web-1 Pass"], await RunAsync(Subject.Pod("shop", "web-1"), follows: false));

    [Fact]
    public async Task A_node_that_is_a_subject_itself_is_checked_once() =>
        Assert.Equal(
            ["node.x node/node-a Fail", "pod.x pod/shop/web-1 Pass"],
            (await RunAsync(Subject.Pod("shop", "web-1"), follows: true, Subject.Node("node-a"))).Where(f => !f.StartsWith("dns", StringComparison.Ordinal)));

    [Fact]
    public async Task A_fault_of_the_node_that_touches_other_pods_alone_is_not_told()
    {
        CheckEngine engine = new(
        [
            new Fixed("pod.x", SubjectKind.Pod, _ => Verdict.Pass),
            new Fixed("node.mine", SubjectKind.Node, _ => Verdict.Fail) { Explains = [Subject.Pod("shop", "web-1")] },
            new Fixed("node.others", SubjectKind.Node, _ => Verdict.Fail) { Explains = [Subject.Pod("kube-system", "coredns-1")] },
        ]) { FollowsTheWay = true };
        List<string> found = [];
        await foreach (Finding finding in engine.RunAsync([Subject.Pod("shop", "web-1")], Cluster, Given.Now, cancellation: TestContext.Current.CancellationToken))
        {
            found.Add(finding.CheckId);
        }

        Assert.Equal(["node.mine", "pod.x"], found.Order());
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Subject subject, bool follows, params Subject[] more)
    {
        CheckEngine engine = new(
        [
            new Fixed("pod.x", SubjectKind.Pod, s => s.Name == "web-1" ? Verdict.Pass : Verdict.Fail),
            new Fixed("service.x", SubjectKind.Service, _ => Verdict.Pass),
            new Fixed("node.x", SubjectKind.Node, _ => Verdict.Fail), new Fixed("node.well", SubjectKind.Node, _ => Verdict.Pass),
            new Fixed("dns.pods", SubjectKind.Cluster, _ => Verdict.Fail), new Fixed("api.reach", SubjectKind.Cluster, _ => Verdict.Fail),
        ]) { FollowsTheWay = follows };
        List<string> found = [];
        await foreach (Finding finding in engine.RunAsync([subject, .. more], Cluster, Given.Now, new HashSet<string> { "pod.x", "service.x", "node.x", "dns.pods", "api.reach" }, cancellation: TestContext.Current.CancellationToken))
        {
            found.Add($"{finding.CheckId} {finding.Subject} {finding.Verdict}");
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private sealed class Fixed(string id, SubjectKind kind, Func<Subject, Verdict> verdict) : ICheck
    {
        public CheckInfo Info { get; } = new(id, kind, "", "", "", []);

        public IReadOnlyList<Subject> Explains { get; init; } = [];

        public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => kind == SubjectKind.Pod ? [Evidence.Needs.Pods(subject.Namespace)] : [];

        public IEnumerable<Finding> Run(Subject subject, IEvidence evidence) => [new Finding(id, subject, verdict(subject), id) { Explains = Explains }];
    }
}
