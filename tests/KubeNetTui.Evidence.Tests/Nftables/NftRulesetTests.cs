using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Evidence.Tests;

/// <summary>
/// On a real cluster's rules (kube-proxy 1.33, nft 1.0.6), and on <c>firewalld.json</c>: rules such as firewalld and a security agent
/// write, loaded into a network namespace and listed by nft 1.0.6 with and without <c>-j</c>.
/// </summary>
public sealed class NftRulesetTests
{
    private static string Fixture(string name) =>
        File.ReadAllText(Path.Combine(CaptureFiles.Root(), "tests", "KubeNetTui.Evidence.Tests", "Nftables", name));

    private static string Capture(string node, string section) =>
        File.ReadAllText(Path.Combine(CaptureFiles.Root(), "tests", "captures", "k8s-1.33-nftables", "nodes", node, section));

    [Theory]
    [InlineData("node1")]
    [InlineData("node2")]
    public void Every_rule_of_a_real_node_is_written_back_as_nft_itself_prints_it(string node)
    {
        var ruleset = NftRuleset.Parse(Capture(node, "nft-json"));
        var listing = NftListing.Parse(Capture(node, "nft"));

        Assert.True(ruleset.IsWhole);
        Assert.Empty(ruleset.NotUnderstood);
        Assert.Empty(listing.NotUnderstood);
        Assert.True(listing.IsWhole);
        Assert.Equal(1, ruleset.Tables.Count(t => t is { Family: "ip", Name: "kube-proxy" }));
        AssertSame(ruleset, listing, t => t.Name == "kube-proxy", []);
    }

    [Fact]
    public void Rules_of_firewalls_are_written_back_as_nft_itself_prints_them()
    {
        var ruleset = NftRuleset.Parse(Fixture("firewalld.json"));

        Assert.Empty(ruleset.NotUnderstood);

        // Statements whose effect is not read here are kept as JSON.
        AssertSame(ruleset, NftListing.Parse(Fixture("firewalld.nft")), _ => true, ["limit rate", "tcp option maxseg"]);
    }

    [Fact]
    public void A_table_has_its_base_chains_with_hook_priority_and_policy()
    {
        var ruleset = NftRuleset.Parse(Fixture("firewalld.json"));

        var watch = ruleset.Table("ip", "agent")!.Chain("watch")!;
        Assert.Equal(("filter", "forward", -5, "drop"), (watch.Type, watch.Hook, watch.Priority, watch.Policy));
        Assert.False(ruleset.Table("inet", "firewalld")!.Chain("filter_INPUT_ZONES")!.IsBase);
        Assert.Equal("counter", ruleset.Table("ip", "agent")!.Objects.Single(o => o.Name == "seen").Kind);
        Assert.Equal(["arp"], ruleset.Tables.Where(t => t.Name == "a").Select(t => t.Family));
        Assert.Equal("1.0.6", ruleset.Version);
    }

    [Fact]
    public void Only_tables_that_iptables_takes_for_its_own_are_of_iptables()
    {
        var real = NftRuleset.Parse(Capture("node1", "nft-json"));

        Assert.Equal(
            ["ip filter", "ip mangle", "ip nat", "ip6 filter", "ip6 mangle", "ip6 nat"],
            real.Tables.Where(t => t.IsOfIptables).Select(t => $"{t.Family} {t.Name}").Order(StringComparer.Ordinal));
        Assert.False(new NftTable("ip", "filter") { Chains = [new("ip", "filter", "mine") { Hook = "input" }] }.IsOfIptables);
        Assert.False(new NftTable("inet", "filter").IsOfIptables);
    }

    [Fact]
    public void Elements_are_found_by_their_key_and_keep_their_comment()
    {
        var table = NftRuleset.Parse(Capture("node1", "nft-json")).Table("ip", "kube-proxy")!;

        Assert.Equal(
            new NftVerdict(NftVerdictKind.Goto, "service-NWBZK7IH-kube-system/kube-dns/tcp/dns-tcp"),
            table.Set("service-ips")!.FindPlain("10.96.0.10 . tcp . 53")!.Verdict);
        Assert.Equal("demo/web-nomatch:http", Assert.Single(table.Set("no-endpoint-services")!.Elements).Comment);
        Assert.Equal(["ipv4_addr", "inet_proto", "inet_service"], table.Set("service-ips")!.KeyTypes);
        Assert.Equal(3, NftRuleset.Parse(Fixture("firewalld.json")).Table("inet", "firewalld")!.Set("ports")!.Elements.Count);
        Assert.Single(NftRuleset.Parse(Fixture("firewalld.json")).Table("inet", "firewalld")!.Set("ports")!.Patterns);
    }

    [Fact]
    public void An_output_that_breaks_off_gives_what_came_before_and_says_that_its_end_is_missing()
    {
        var json = Fixture("firewalld.json");

        var cut = NftRuleset.Parse(json[..(json.Length / 2)]);

        Assert.False(cut.IsWhole);
        Assert.NotEmpty(cut.NotUnderstood);
        Assert.NotNull(cut.Table("inet", "firewalld"));
        Assert.False(NftRuleset.Parse("").IsWhole);
        Assert.False(NftRuleset.Parse("{\"nftables\": []}").IsWhole);
        Assert.False(NftListing.Parse(Fixture("firewalld.nft")[..500]).IsWhole);
    }

    [Fact]
    public void What_is_of_no_known_kind_is_kept_word_for_word()
    {
        var ruleset = NftRuleset.Parse(
            """{"nftables":[{"rule":{"family":"ip","table":"t","chain":"c","expr":[{"warp":{"factor":9}},{"match":{"op":"==","left":{"osf":{"key":"name"}},"right":"Linux"}},"shrug",7]}},{"spaceship":{}},5]}""");

        var rule = Assert.Single(ruleset.Table("ip", "t")!.Chain("c")!.Rules);
        Assert.Equal(new NftOtherStatement("warp", """{"factor":9}"""), rule.Statements[0]);
        Assert.Equal("osf", Assert.IsType<NftOtherExpression>(Assert.IsType<NftMatch>(rule.Statements[1]).Left).Kind);
        Assert.IsType<NftOtherStatement>(rule.Statements[2]);
        Assert.IsType<NftOtherStatement>(rule.Statements[3]);
        Assert.Equal([2, 3], ruleset.NotUnderstood.Select(n => n.Number));
    }

    [Fact]
    public void Listings_with_parts_replaced_or_cut_at_random_are_read_without_throwing()
    {
        string[] junk = ["null", "\"\"", "{}", "[]", "-1", "99999999999999999999", "true", "\"half\"", "[[[]]]", "{\"a\":1,\"b\":2}"];
        var json = Fixture("firewalld.json");
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var changed = Mutate(json, random, junk);
            var text = random.Next(3) == 0 ? changed[..random.Next(changed.Length)] : changed;
            var ruleset = NftRuleset.Parse(text);
            foreach (var chain in ruleset.Tables.SelectMany(t => t.Chains))
            {
                Assert.Equal(chain.Rules.Count, NftWriter.Lines(chain).Count(l => l.StartsWith('\t')) - (chain.IsBase ? 1 : 0) - (chain.Comment.Length > 0 ? 1 : 0));
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void No_text_makes_either_reader_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            NftRuleset.Parse(text ?? "");
            NftListing.Parse(text ?? "");
            NftListing.Parse($"table ip x {{\n{text}\nchain a {{\n{text}\n}}\n}}");
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static void AssertSame(NftRuleset ruleset, NftListing listing, Predicate<NftTable> tables, string[] but)
    {
        var compared = 0;
        foreach (var chain in ruleset.Tables.Where(t => tables(t)).SelectMany(t => t.Chains))
        {
            List<string> printed =
            [
                .. listing.Lines.Where(l => l.Table == $"{chain.Family} {chain.Table}" && l.Chain == chain.Name)
                    .Select(l => l.Text).Where(l => !l.StartsWith("type ", StringComparison.Ordinal) && !l.StartsWith("comment ", StringComparison.Ordinal)),
            ];
            Assert.Equal(printed.Count, chain.Rules.Count);
            foreach (var (line, rule) in printed.Zip(chain.Rules).Where(x => !but.Any(b => x.First.Contains(b, StringComparison.Ordinal))))
            {
                Assert.Equal(line, rule.Text);
                compared++;
            }
        }

        Assert.True(compared > 15);
    }

    private static string Mutate(string json, Random random, string[] junk)
    {
        var root = JsonNode.Parse(json)!;
        var items = root["nftables"]!.AsArray();
        for (var i = 0; i < 6; i++)
        {
            Replace(items[random.Next(items.Count)], random, junk);
        }

        return root.ToJsonString().Replace("\"half\"", "\"\\ud83d\"", StringComparison.Ordinal);
    }

    private static void Replace(JsonNode? node, Random random, string[] junk)
    {
        if (node is JsonObject { Count: > 0 } o)
        {
            var key = o.ElementAt(random.Next(o.Count)).Key;
            if (random.Next(4) > 0 && o[key] is JsonObject or JsonArray)
            {
                Replace(o[key], random, junk);
            }
            else
            {
                o[key] = JsonNode.Parse(junk[random.Next(junk.Length)]);
            }
        }
        else if (node is JsonArray { Count: > 0 } a)
        {
            var at = random.Next(a.Count);
            if (random.Next(4) > 0 && a[at] is JsonObject or JsonArray)
            {
                Replace(a[at], random, junk);
            }
            else
            {
                a[at] = JsonNode.Parse(junk[random.Next(junk.Length)]);
            }
        }
    }
}
