using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Evidence.Tests;

/// <summary>What kube-proxy says of itself: on the outputs of kube-proxy 1.33, and on forms of older ones, which are made up.</summary>
public sealed class KubeProxyTests
{
    private const string Kubeadm =
        """
        # of kubeadm 1.29
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        bindAddress: 0.0.0.0
        clientConnection:
          kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
          qps: 0
        clusterCIDR: 10.244.0.0/16,fd00:10::/56   # both
        conntrack:
          maxPerCore: null
          tcpEstablishedTimeout: null
        detectLocal:
          bridgeInterface: ""
        ipvs:
          excludeCIDRs: null
          scheduler: "rr"
          strictARP: true
        iptables:
          masqueradeAll: false
          syncPeriod: 0s
        mode: "ipvs"
        nodePortAddresses:
        - 10.0.0.0/8
        - "127.0.0.0/8"
        featureGates: {SomeGate: true}
        """;

    private static string Capture(string capture, string node, string section) =>
        File.ReadAllText(Path.Combine(CaptureFiles.Root(), "tests", "captures", capture, "nodes", node, section));

    [Fact]
    public void A_configuration_file_of_kubeadm_gives_mode_and_what_goes_with_it()
    {
        var settings = KubeProxySettings.OfConfiguration(Kubeadm);

        Assert.Equal("ipvs", settings.Mode);
        Assert.Equal("10.244.0.0/16,fd00:10::/56", settings.ClusterCidr);
        Assert.True(settings.StrictArp);
        Assert.Equal("rr", settings["ipvs.scheduler"]);
        Assert.Equal("", settings["conntrack.maxpercore"]);
        Assert.Equal("10.0.0.0/8,127.0.0.0/8", settings.NodePortAddresses);
        Assert.Equal(24, Assert.Single(settings.NotUnderstood).Number);
    }

    [Theory]
    [InlineData("kube-proxy --conntrack-max-per-core=0 --proxy-mode=iptables --cluster-cidr=10.244.0.0/16 --v=3")]
    [InlineData("/usr/local/bin/kube-proxy --proxy-mode iptables --cluster-cidr \"10.244.0.0/16\" -v 3 --masquerade-all")]
    public void Flags_give_the_mode_where_no_file_is_named_as_on_AKS(string line)
    {
        var settings = KubeProxySettings.OfCommandLine(line);

        Assert.Equal(("iptables", "10.244.0.0/16", "3", ""), (settings.Mode, settings.ClusterCidr, settings["v"], settings.ConfigFile));
        Assert.Empty(settings.NotUnderstood);
        Assert.Equal("/var/lib/kube-proxy/config.conf", KubeProxySettings.OfCommandLine("kube-proxy --config=/var/lib/kube-proxy/config.conf").ConfigFile);
    }

    [Fact]
    public void Healthz_of_a_real_kube_proxy_says_that_it_is_well_whenever_the_last_change_was()
    {
        var health = KubeProxyHealth.Parse(Capture("k8s-1.33-iptables", "node1", "kube-proxy-healthz")).Health!;

        Assert.True(health.IsHealthy);
        Assert.True(health.IsEligible);
        Assert.Equal(["IPv4", "IPv6"], health.Families.Select(f => f.Family));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 23, 45, 17, TimeSpan.Zero), health.Families[0].LastUpdated!.Value, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("""{"lastUpdated": "2022-02-01 12:00:00.5 +0000 UTC m=+3.4","currentTime": "2022-02-01 12:00:01 +0000 UTC m=+9"}""", true)]
    [InlineData("""{"lastUpdated": "2022-02-01 11:50:00 +0000 UTC m=+3.4","currentTime": "2022-02-01 12:00:01 +0000 UTC m=+9"}""", false)]
    [InlineData("""{"lastUpdated": "0001-01-01 00:00:00 +0000 UTC","currentTime": "2022-02-01 12:00:01 +0000 UTC m=+9"}""", false)]
    [InlineData("""{"lastUpdated":"2026-01-01T00:00:00Z","currentTime":"2026-01-01T00:00:00Z","nodeEligible":true,"healthy":false}""", false)]
    public void Healthz_of_older_kube_proxies_is_judged_by_how_long_ago_it_was_up_to_date(string text, bool healthy) =>
        Assert.Equal(healthy, KubeProxyHealth.Parse(text).Health!.IsHealthy);

    [Theory]
    [InlineData("")]
    [InlineData("curl: (7) Failed to connect")]
    [InlineData("[]")]
    [InlineData("{\"lastUpdated")]
    public void An_answer_that_is_no_healthz_says_so(string text)
    {
        var reading = KubeProxyHealth.Parse(text);

        Assert.Null(reading.Health);
        Assert.Single(reading.NotUnderstood);
    }

    [Fact]
    public void Metrics_of_a_real_kube_proxy_are_understood_to_the_last_line()
    {
        var metrics = PrometheusText.Parse(Capture("faults/kube-proxy-stopped", "node1", "kube-proxy-metrics"));
        var sync = KubeProxySync.Of(metrics)!;

        Assert.Empty(metrics.NotUnderstood);
        Assert.Equal(7, sync.Syncs);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 23, 54, 31, TimeSpan.Zero), sync.LastSync!.Value, TimeSpan.FromSeconds(1));
        Assert.Null(sync.WaitingSince);
        Assert.Equal(1.015, sync.MeanProgramming!.Value.TotalSeconds, 0.01);
        Assert.Equal(0, sync.PendingEndpointChanges);
        Assert.Null(KubeProxySync.Of(PrometheusText.Parse("")));
    }

    [Fact]
    public void A_change_waits_where_its_own_family_was_not_synced_since()
    {
        const string synced = "kubeproxy_sync_proxy_rules_last_timestamp_seconds", queued = "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds";

        Assert.Equal(
            DateTimeOffset.UnixEpoch.AddSeconds(150),
            KubeProxySync.Of(PrometheusText.Parse($"{synced}{{ip_family=\"IPv4\"}} 200\n{synced}{{ip_family=\"IPv6\"}} 100\n{queued}{{ip_family=\"IPv4\"}} 190\n{queued}{{ip_family=\"IPv6\"}} 150\n"))!.WaitingSince);
        Assert.Null(KubeProxySync.Of(PrometheusText.Parse($"{synced} 200\n{queued} 190\n"))!.WaitingSince);
    }

    [Fact]
    public void Labels_with_escapes_and_values_that_are_no_finite_number_are_read()
    {
        var metrics = PrometheusText.Parse("# HELP a\na{x=\"1\",y=\"a\\\"b\\\\c\\nd\"} 2.5 1700000000\nb +Inf\nc{le=\"0.1\",} NaN\nbad\nd{x=\"} 1\n");

        Assert.Equal("a\"b\\c\nd", metrics.Of("a")[0].Label("y"));
        Assert.Equal(2.5, metrics.Max("a"));
        Assert.Null(metrics.Max("b"));
        Assert.Equal([5, 6], metrics.NotUnderstood.Select(n => n.Number));
    }

    [Fact]
    public void Samples_written_as_text_are_read_back() =>
        Prop.ForAll(
            Gen.Zip(Gen.Elements('"', '\\', '\n', 'x', ' ', '}', ',', '=').ArrayOf(), Gen.Choose(-1000, 1000)).ToArbitrary(), pair =>
            {
                var (chars, value) = pair;
                var label = new string(chars);
                var escaped = label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
                var sample = Assert.Single(PrometheusText.Parse($"m{{l=\"{escaped}\"}} {value}\n").Samples);
                Assert.Equal((label, value), (sample.Label("l"), sample.Value));
                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Configz_of_a_real_kubelet_gives_its_network_settings()
    {
        var config = KubeletConfig.Parse(Capture("k8s-1.33-iptables", "node1", "kubelet-configz")).Config!;

        Assert.Equal(("promiscuous-bridge", "cluster.local", 110, 10250, 14), (config.HairpinMode, config.ClusterDomain, config.MaxPods, config.Port, config.MasqueradeBit));
        Assert.Equal(["10.96.0.10"], config.ClusterDns);
        Assert.Null(KubeletConfig.Parse(Capture("faults/port-10250-dropped", "node2", "kubelet-healthz")).Config);
    }

    [Fact]
    public void No_text_makes_a_reader_throw()
    {
        string[] texts = [Kubeadm, Capture("k8s-1.33-iptables", "node1", "kubelet-configz"), Capture("k8s-1.33-iptables", "node1", "kube-proxy-healthz"), "kube-proxy --a=b -c d"];
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var text = texts[random.Next(texts.Length)].ToCharArray();
            for (var i = 0; i < 10; i++)
            {
                text[random.Next(text.Length)] = " :-\n\"'{}[]#\\\ud83d\0x"[random.Next(15)];
            }

            string mutated = new(text);
            KubeProxySettings.OfConfiguration(mutated);
            KubeProxySettings.OfCommandLine(mutated);
            KubeProxyHealth.Parse(mutated);
            KubeletConfig.Parse(mutated);
            KubeProxySync.Of(PrometheusText.Parse(mutated));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }
}
