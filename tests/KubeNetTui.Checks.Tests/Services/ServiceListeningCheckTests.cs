using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceListeningCheckTests
{
    private static readonly ServiceListeningCheck Check = new();
    private static readonly Subject Mail = Subject.Service("shop", "mail");
    private static readonly Place Pod1 = Place.Pod("shop", "mail-1");

    [Fact]
    public void Endpoints_that_listen_on_loopback_only_fail_with_the_line_that_tells()
    {
        var finding = Scene("tcp LISTEN 0 4096 127.0.0.1:2525 0.0.0.0:*\n").Judge(Check, Mail);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("in its only endpoint shop/mail-1 port 2525/TCP is listened on at 127.0.0.1 only: nobody outside the pod reaches it", finding.Title);
        Assert.Contains(finding.Details, d => d.StartsWith("No container has a readiness probe", StringComparison.Ordinal));
        Assert.Equal("tcp LISTEN 0 4096 127.0.0.1:2525 0.0.0.0:*", finding.Exhibits[0].Lines[finding.Exhibits[0].Deciding[0]]);
        Assert.Equal(["service.pod-reach", "service.vip-reach", "pod.listening"], finding.ExplainedChecks);
        Assert.Contains(Subject.Pod("shop", "mail-1"), finding.Explains);
    }

    [Theory]
    [InlineData("tcp LISTEN 0 4096 *:2525 *:*")]
    [InlineData("tcp LISTEN 0 4096 0.0.0.0:2525 0.0.0.0:*")]
    [InlineData("tcp LISTEN 0 4096 10.244.0.5:2525 0.0.0.0:*")]
    [InlineData("tcp LISTEN 0 4096 127.0.0.1:2525 0.0.0.0:*\ntcp LISTEN 0 4096 10.244.0.5:2525 0.0.0.0:*")]
    public void A_socket_at_the_pods_address_or_at_any_passes(string sockets)
    {
        Assert.Equal((Verdict.Pass, "its endpoint listens on 2525/TCP"), Of(Scene(sockets + "\n").Judge(Check, Mail)));
    }

    [Fact]
    public void A_socket_for_ipv6_alone_is_not_reached_at_an_ipv4_address()
    {
        // ss writes * for a socket of both families, [::] for one that takes IPv6 only.
        Assert.Equal(
            (Verdict.Fail, "in its only endpoint shop/mail-1 port 2525/TCP is listened on at IPv6 addresses only, not at 10.244.0.5"),
            Of(Scene("tcp LISTEN 0 4096 [::]:2525 [::]:*\n").Judge(Check, Mail)));
    }

    [Fact]
    public void A_target_port_that_nobody_listens_on_names_the_ports_that_are_listened_on_and_mends_the_service()
    {
        var finding = Scene("tcp LISTEN 0 4096 *:25 *:*\ntcp LISTEN 0 9 127.0.0.1:6060 0.0.0.0:*\n").Judge(Check, Mail);

        Assert.Equal((Verdict.Fail, "in its only endpoint shop/mail-1 nobody listens on 2525/TCP, but on 25"), Of(finding));
        Assert.Contains("/spec/ports/0/targetPort\",\"value\":25", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void A_udp_port_is_not_served_by_a_tcp_socket()
    {
        var scene = Tests.Scene.Cluster().Pods(Pod()).Service(Some.Service("mail", ports: "dns:53>2525/UDP"), Some.Slice("mail", "mail-1@node-a=10.244.0.5", "dns:2525/UDP"))
            .Output(Pod1, "ss-listen", "tcp LISTEN 0 4096 *:2525 *:*\n");

        Assert.Contains("nobody listens on 2525/UDP", scene.Judge(Check, Mail).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_two_endpoints_is_counted()
    {
        var scene = Tests.Scene.Cluster().Pods(Pod(), Some.Pod("mail-2", ip: "10.244.1.5", node: "node-b"))
            .Service(Some.Service("mail", ports: "smtp:25>2525"), Some.Slice("mail", "mail-1@node-a=10.244.0.5 mail-2@node-b=10.244.1.5", "smtp:2525"))
            .Output(Pod1, "ss-listen", "tcp LISTEN 0 4096 *:2525 *:*\n").Output(Place.Pod("shop", "mail-2"), "ss-listen", "");

        Assert.Equal((Verdict.Fail, "in 1 of 2 endpoints (shop/mail-2) nobody listens on 2525/TCP; nothing listens in the pod at all"), Of(scene.Judge(Check, Mail)));
    }

    [Fact]
    public void The_kernels_files_serve_where_ss_is_not_there()
    {
        var scene = Scene(null).Output(Pod1, "proc-net-tcp", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 0100007F:09DD 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n");

        Assert.Equal(Verdict.Fail, scene.Judge(Check, Mail).Verdict);
        Assert.Contains(scene.Asked, n => n is CommandNeed { Section: "proc-net-tcp6" });
    }

    [Fact]
    public void A_proxy_beside_the_container_makes_loopback_a_warning()
    {
        var pod = Some.Pod("mail-1", ports: "2525", more: "{'spec':{'containers':[{'name':'main'},{'name':'istio-proxy'}]}}");
        var scene = Tests.Scene.Cluster().Pods(pod).Service(Some.Service("mail", ports: "smtp:25>2525"), Some.Slice("mail", "mail-1@node-a=10.244.0.5", "smtp:2525"))
            .Output(Pod1, "ss-listen", "tcp LISTEN 0 4096 127.0.0.1:2525 0.0.0.0:*\n");

        Assert.Equal(Verdict.Warn, scene.Judge(Check, Mail).Verdict);
    }

    [Fact]
    public void An_output_that_was_cut_off_proves_no_silence_but_it_does_prove_a_socket()
    {
        Assert.Equal(Verdict.Unknown, Scene(null).Output(Pod1, "ss-listen", "tcp LISTEN 0 9 *:1 *:*\n", isCut: true).Judge(Check, Mail).Verdict);
        Assert.Equal(Verdict.Pass, Scene(null).Output(Pod1, "ss-listen", "tcp LISTEN 0 9 *:2525 *:*\n", isCut: true).Judge(Check, Mail).Verdict);
    }

    [Fact]
    public void Sockets_that_could_not_be_read_are_unknown()
    {
        var scene = Scene(null);
        scene.Given.Refused(new CommandNeed(Pod1, "ss-listen"));
        var finding = scene.Judge(Check, Mail);

        Assert.Equal((Verdict.Unknown, "what its endpoints listen on is not known: 403 Forbidden: not allowed"), Of(finding));
        Assert.Equal("a Role", finding.Remedy);
    }

    [Fact]
    public void Without_endpoints_or_with_endpoints_that_are_no_pods_there_is_nothing_to_look_at()
    {
        Assert.Equal(Verdict.NotApplicable, Tests.Scene.Cluster().Pods(Pod()).Service(Some.Service("mail")).Judge(Check, Mail).Verdict);
        Assert.Equal(Verdict.NotApplicable, Tests.Scene.Cluster().Service(Some.Service("mail", null), Some.Slice("mail", "=10.20.30.40", handMade: true)).Judge(Check, Mail).Verdict);
    }

    private static string Pod() => Some.Pod("mail-1", ports: "2525");

    private static Scene Scene(string? sockets)
    {
        var scene = Tests.Scene.Cluster().Pods(Pod()).Service(Some.Service("mail", ports: "smtp:25>2525"), Some.Slice("mail", "mail-1@node-a=10.244.0.5", "smtp:2525"));
        return sockets is null ? scene : scene.Output(Pod1, "ss-listen", sockets);
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
