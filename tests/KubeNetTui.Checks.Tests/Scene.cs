using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>
/// A small cluster, made up, in which a check is asked as the engine asks it: its needs, round by round, then its findings. Probes are
/// answered by a function; what nobody answers is not there.
/// </summary>
internal sealed class Scene
{
    public const string Dns = "10.96.0.10";

    public Given Given { get; } = new();

    public Func<ProbeNeed, ProbeResult?> Probes { get; set; } = _ => null;

    public Func<ForwardedDnsNeed, ProbeResult?> Forwarded { get; set; } = _ => null;

    /// <summary>What the check asked for, all rounds.</summary>
    public List<Need> Asked { get; } = [];

    /// <summary>Two nodes, a DNS server on each, an enforcer of policies, and the namespaces shop and kube-system.</summary>
    public static Scene Cluster(string corefile = Corefile, bool enforced = true)
    {
        Scene scene = new();
        scene.Given
            .List(Needs.Nodes(), Some.Node("node-a", "10.244.0.0/24", "172.18.0.2"), Some.Node("node-b", "10.244.1.0/24", "172.18.0.3"))
            .List(Needs.Namespaces(), Namespace("shop"), Namespace("kube-system"))
            .List(Needs.Services("kube-system"), Some.Service("kube-dns", "k8s-app=kube-dns", "dns:53>53/UDP dns-tcp:53>53", "kube-system", $"{{'clusterIP':'{Dns}','clusterIPs':['{Dns}']}}"))
            .List(Needs.ConfigMap("kube-system", "coredns"), $"{{'metadata':{{'name':'coredns','namespace':'kube-system'}},'data':{{'Corefile':{System.Text.Json.Nodes.JsonValue.Create(corefile)!.ToJsonString()}}}}}")
            .List(Needs.Pods("kube-system"),
                Server("coredns-1", "10.244.0.2", "node-a"), Server("coredns-2", "10.244.1.2", "node-b"),
                Some.Pod(enforced ? "calico-node-x" : "other", "k8s-app=calico-node", "172.18.0.2", ns: "kube-system", more: "{'spec':{'hostNetwork':true}}"));
        return scene;
    }

    public const string Corefile = ".:53 {\n    errors\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n        pods insecure\n    }\n    forward . 10.1.1.1\n    cache 30\n    loop\n    reload\n}\n";

    public static string Server(string name, string ip, string node, bool ready = true) =>
        Some.Pod(name, "k8s-app=kube-dns", ip, ready, "dns:53/UDP dns-tcp:53", "kube-system", node, more: "{'spec':{'dnsPolicy':'Default','serviceAccountName':'coredns'}}");

    public static string Namespace(string name, string more = "") =>
        $"{{'metadata':{{'name':'{name}','labels':{{'kubernetes.io/metadata.name':'{name}'{more}}}}}}}";

    public static string Policy(string name, string spec, string ns = "shop") =>
        $"{{'metadata':{{'name':'{name}','namespace':'{ns}'}},'spec':{spec}}}";

    public Scene Pods(params string[] pods)
    {
        Given.List(Needs.Pods("shop"), pods);
        return this;
    }

    public Scene Service(string service, params string[] slices)
    {
        Given.List(Needs.Services("shop"), service).List(Needs.EndpointSlices("shop"), slices);
        return this;
    }

    public Scene Policies(params string[] policies)
    {
        Given.List(Needs.NetworkPolicies("shop"), policies);
        return this;
    }

    public Scene Output(Place place, string section, string text, bool isCut = false)
    {
        Given.Read(new CommandNeed(place, section), new CommandOutput(text, IsCut: isCut));
        return this;
    }

    public static ProbeResult Reached(string detail = "", int ms = 3) => new(ProbeOutcome.Reached, TimeSpan.FromMilliseconds(ms), detail, "nc");

    public static ProbeResult Met(ProbeOutcome outcome, int ms = 3000) => new(outcome, TimeSpan.FromMilliseconds(ms), "", "nc");

    public static ProbeResult Answer(string code, params string[] addresses) =>
        new(ProbeOutcome.Reached, TimeSpan.FromMilliseconds(4), string.Join(' ', [code, .. addresses]), "dig") { DnsCode = code, Addresses = addresses };

    public Finding Judge(ICheck check, Subject subject) => Assert.Single(Run(check, subject));

    public IReadOnlyList<Finding> Run(ICheck check, Subject subject)
    {
        EvidenceStore store = new(Given.Now);
        for (var round = 0; ; round++)
        {
            List<Need> missing = [.. check.Needs(subject, store).Where(n => store.Find(n) is null).Distinct()];
            if (missing.Count == 0)
            {
                break;
            }

            // The engine stops asking after so many.
            Assert.True(round < 6, $"{check.Info.Id} still asks for {missing[0].Command}");
            Asked.AddRange(missing);
            foreach (var section in Given.CollectAsync(missing, CancellationToken.None).ToBlockingEnumerable())
            {
                store.Add(Probed(section));
            }
        }

        List<Finding> findings = [.. check.Run(subject, store)];
        Assert.All(findings, f =>
        {
            Assert.Equal((check.Info.Id, subject), (f.CheckId, f.Subject));
            Assert.All(f.Exhibits, e => Assert.All(e.Deciding, i => Assert.InRange(i, 0, e.Lines.Count - 1)));
            Assert.True(f.Verdict is Verdict.Pass or Verdict.NotApplicable || f.Remedy.Length > 0 || f.Title.Contains("any more", StringComparison.Ordinal), $"no way on from: {f.Title}");
        });
        return findings;
    }

    private Section Probed(Section section)
    {
        var result = section.Need switch
        {
            ProbeNeed probe => Probes(probe),
            ForwardedDnsNeed forwarded => Forwarded(forwarded),
            _ => null,
        };
        return result is null ? section : section with { Status = SectionStatus.Read, Value = result, Problem = null };
    }
}
