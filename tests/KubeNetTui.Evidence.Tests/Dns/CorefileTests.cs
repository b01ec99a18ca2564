using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Evidence.Tests;

public sealed class CorefileTests
{
    [Fact]
    public void The_captured_corefile_is_read_whole()
    {
        var map = ((ObjectList<ConfigMap>)CaptureFiles.List(Needs.ConfigMap("kube-system", "coredns"))).Items.First(m => m.FullName == "kube-system/coredns");
        var corefile = Corefile.Parse(map.Data["Corefile"]!);

        Assert.Empty(corefile.NotUnderstood);
        var server = Assert.Single(corefile.Servers);
        Assert.Equal(".:53", server.ToString());
        Assert.Equal(["errors", "health", "ready", "kubernetes", "prometheus", "cache", "loop", "reload", "loadbalance"], server.Plugins.Select(p => p.Name));
        Assert.Equal(["cluster.local", "in-addr.arpa", "ip6.arpa"], server.Plugin("kubernetes")!.Arguments);
        Assert.Equal("30", server.Plugin("kubernetes")!.Option("ttl")!.Arguments[0]);
        Assert.Equal(7, server.Plugin("kubernetes")!.Line);
    }

    [Fact]
    public void Snippets_are_put_in_and_files_are_told()
    {
        var corefile = Corefile.Parse("(common) {\n  errors\n  cache 30\n}\n. {\n  import common\n  import custom/*.override\n}\nimport custom/*.server\n");

        Assert.Equal(["errors", "cache"], Assert.Single(corefile.Servers).Plugins.Select(p => p.Name));
        Assert.Equal([("custom/*.override", 5), ("custom/*.server", 0)], corefile.Imports.Select(i => (i.Pattern, i.Server)));
    }

    [Fact]
    public void Keys_may_be_many_and_go_on_after_a_comma()
    {
        var corefile = Corefile.Parse("example.org:1053, dns://other.org,\n  tls://third.org { # three\n  whoami\n}\n");

        var zones = Assert.Single(corefile.Servers).Zones;
        Assert.Equal([("dns", "example.org", 1053), ("dns", "other.org", 53), ("tls", "third.org", 853)], zones.Select(z => (z.Transport, z.Name, z.ServedPort)));
    }

    [Fact]
    public void A_file_without_braces_is_one_server()
    {
        var corefile = Corefile.Parse("example.org\nforward . 8.8.8.8\nlog\n");

        Assert.Equal(["forward", "log"], Assert.Single(corefile.Servers).Plugins.Select(p => p.Name));
    }

    [Theory]
    [InlineData(". {\n  forward . 10.0.0.1\n", 1)]
    [InlineData(". {\n  errors\n}\n}\n", 4)]
    [InlineData(". {\n  {\n  }\n}\n", 2)]
    [InlineData(". {\n  import\n}\n", 2)]
    public void What_makes_no_sense_is_kept_with_its_line(string text, int line)
    {
        Assert.Equal(line, Corefile.Parse(text).NotUnderstood[0].Number);
    }

    [Theory]
    [InlineData("forward . /etc/resolv.conf", ForwardTargetKind.ResolvConf, "/etc/resolv.conf", 0)]
    [InlineData("forward . 10.0.0.1", ForwardTargetKind.Address, "10.0.0.1", 53)]
    [InlineData("forward . 10.0.0.1:5353", ForwardTargetKind.Address, "10.0.0.1", 5353)]
    [InlineData("forward . dns://10.0.0.1", ForwardTargetKind.Address, "10.0.0.1", 53)]
    [InlineData("forward . tls://9.9.9.9%dns.quad9.net", ForwardTargetKind.Address, "9.9.9.9", 853)]
    [InlineData("forward . [2001:db8::1]:53", ForwardTargetKind.Address, "2001:db8::1", 53)]
    [InlineData("forward . 2001:db8::1", ForwardTargetKind.Address, "2001:db8::1", 53)]
    [InlineData("forward . resolver.example.org", ForwardTargetKind.Other, "resolver.example.org", 53)]
    public void Targets_of_a_forward_are_addresses_or_a_file(string line, ForwardTargetKind kind, string target, int port)
    {
        var plugin = Corefile.Parse($". {{\n{line}\n}}\n").Servers[0].Plugins[0];

        Assert.Equal(new ForwardTarget(kind, target, port), Assert.Single(ForwardTarget.Of(plugin)));
    }

    [Fact]
    public void The_longest_zone_answers()
    {
        var corefile = Corefile.Parse(". {\n whoami\n}\nconsul.local {\n forward . 10.0.0.1\n}\n");

        Assert.Equal(4, corefile.ServerFor("web.consul.local.")!.Line);
        Assert.Equal(1, corefile.ServerFor("notconsul.local")!.Line);
        Assert.Null(Corefile.Parse("a.org {\n}\n").ServerFor("b.org"));
    }

    [Fact]
    public void Quotes_hold_words_together_and_comments_are_left_out()
    {
        var plugin = Corefile.Parse(". {\n template ANY { # not this\n answer \"{{ .Name }} 60 \\\"x\\\" } \"\n }\n}\n").Servers[0].Plugins[0];

        Assert.Equal(["ANY"], plugin.Arguments);
        Assert.Equal(["{{ .Name }} 60 \"x\" } "], Assert.Single(plugin.Block).Arguments);
    }

    [Fact]
    public void No_text_makes_it_throw_and_lines_are_within_it()
    {
        string[] parts = [".:53", "{", "}", "\n", "forward", ".", "/etc/resolv.conf", "import", "(x)", "\"", "#", ",", "kubernetes", "\\", "\t", "::1:", "tls://", "é", "\0", "{$ENV}", " "];
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => parts[random.Next(parts.Length)]));
            var corefile = Corefile.Parse(text);
            var lines = text.Count(c => c == '\n') + 1;
            Assert.All(corefile.NotUnderstood, n => Assert.InRange(n.Number, 1, lines));
            Assert.All(corefile.Servers.SelectMany(s => s.Plugins), p => Assert.InRange(p.Line, 1, lines));
            _ = corefile.Servers.SelectMany(s => s.Plugins).SelectMany(ForwardTarget.Of).Count();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
