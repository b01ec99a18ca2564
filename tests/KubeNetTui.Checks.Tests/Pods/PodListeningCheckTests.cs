using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodListeningCheckTests
{
    private static readonly PodListeningCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");
    private const string Probe = "{'readinessProbe':{'tcpSocket':{'port':8080}}}";

    [Fact]
    public void Declared_ports_that_are_listened_on_pass()
    {
        Assert.Equal((Verdict.Pass, "listens on 8080/TCP, 53/UDP"), Of(With(Some.Pod("web-1", ports: "http:8080 dns:53/UDP"), "tcp LISTEN 0 9 *:8080 *:*\nudp UNCONN 0 0 *:53 *:*\n")));
    }

    [Fact]
    public void A_declared_port_that_nobody_listens_on_warns_and_a_probed_one_fails()
    {
        Assert.Equal((Verdict.Warn, "container main: nobody listens on 8080/TCP, but on 9090; it declares the port"), Of(With(Some.Pod("web-1"), "tcp LISTEN 0 9 *:9090 *:*\n")));
        Assert.Equal(
            (Verdict.Fail, "container main: nobody listens on 8080/TCP, but on 9090; its probe TCP :8080 asks there"),
            Of(With(Some.Pod("web-1", container: Probe), "tcp LISTEN 0 9 *:9090 *:*\n")));
    }

    [Fact]
    public void Loopback_alone_is_told()
    {
        Assert.Equal(
            (Verdict.Warn, "container main: port 8080/TCP is listened on at 127.0.0.1 only: nobody outside the pod reaches it; it declares the port"),
            Of(With(Some.Pod("web-1"), "tcp LISTEN 0 9 127.0.0.1:8080 0.0.0.0:*\n")));
    }

    [Fact]
    public void On_the_nodes_network_loopback_may_be_meant()
    {
        Assert.Equal(Verdict.Pass, Of(With(Some.Pod("web-1", container: Probe, more: "{'spec':{'hostNetwork':true}}"), "tcp LISTEN 0 9 127.0.0.1:8080 0.0.0.0:*\n")).Item1);
    }

    [Fact]
    public void A_probes_port_by_name_is_looked_up()
    {
        Assert.Equal(Verdict.Fail, Of(With(Some.Pod("web-1", container: "{'livenessProbe':{'httpGet':{'port':'http','path':'/'}}}"), "")).Item1);
    }

    [Fact]
    public void Containers_that_do_not_run_and_pods_without_ports_are_not_judged()
    {
        Assert.Equal((Verdict.NotApplicable, "none of its containers runs; pod.running says why"), Of(With(Some.Pod("web-1", ready: false, state: "{'waiting':{'reason':'CrashLoopBackOff'}}"), "")));
        Assert.Equal(Verdict.NotApplicable, Of(With(Some.Pod("web-1", ports: ""), "")).Item1);
    }

    [Fact]
    public void Sockets_that_are_missing_or_cut_off_are_unknown()
    {
        Assert.Equal(Verdict.Unknown, Of(With(Some.Pod("web-1"), null)).Item1);
        Assert.Equal(Verdict.Unknown, Scene.Cluster().Pods(Some.Pod("web-1")).Output(Place.Pod("shop", "web-1"), "ss-listen", "", isCut: true).Judge(Check, Web).Verdict);
    }

    private static Scene With(string pod, string? sockets)
    {
        var scene = Scene.Cluster().Pods(pod);
        if (sockets is not null)
        {
            return scene.Output(Place.Pod("shop", "web-1"), "ss-listen", sockets);
        }

        scene.Given.Refused(new CommandNeed(Place.Pod("shop", "web-1"), "ss-listen"));
        return scene;
    }

    private static (Verdict, string) Of(Scene scene)
    {
        var finding = scene.Judge(Check, Web);
        return (finding.Verdict, finding.Title);
    }
}
