using System.Runtime.CompilerServices;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>
/// A real node whose iptables rules accept everything that Kubernetes needs, with tables of nftables beside them: a drop there counts, and
/// iptables' own rules, which nft lists too, are not met twice.
/// </summary>
public sealed class NftBesideIptablesTests
{
    private static string Fixture => File.ReadAllText(Path.Combine(Captures.Root(), "tests", "KubeNetTui.Evidence.Tests", "Nftables", "firewalld.json"));

    private sealed class WithNft(string node, string json) : IEvidenceSource
    {
        private readonly Captures _captures = new("k8s-1.33-iptables");

        public async IAsyncEnumerable<Section> CollectAsync(IReadOnlyCollection<Need> needs, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var section in _captures.CollectAsync(needs, cancellation))
            {
                yield return section.Need == CommandReadings.NodeNeed(node, "nft-json")
                    ? new Section(section.Need, SectionStatus.Read, section.Command, section.Where, section.At, section.Took, Value: new CommandOutput(json))
                    : section;
            }
        }
    }

    private static async Task<IReadOnlyList<Finding>> CheckAsync(string json)
    {
        List<Finding> findings = [];
        HashSet<string> only = ["node.forward", "node.port-10250", "node.foreign-rules"];
        await foreach (var finding in new CheckEngine(Catalogue.All).RunAsync([Subject.Node("node2")], new WithNft("node2", json), Captures.Now, only, cancellation: TestContext.Current.CancellationToken))
        {
            findings.Add(finding);
        }

        return findings;
    }

    [Fact]
    public async Task A_table_that_lets_everything_pass_changes_nothing()
    {
        var findings = await CheckAsync("""{"nftables":[{"metainfo":{"version":"1.0.6"}},{"chain":{"family":"inet","table":"quiet","name":"c","handle":1,"type":"filter","hook":"forward","prio":0,"policy":"accept"}}]}""");

        Assert.DoesNotContain(findings, f => f.Verdict == Verdict.Fail);
        Assert.Contains(findings, f => f is { CheckId: "node.forward", Verdict: Verdict.Pass });
    }

    [Fact]
    public async Task A_policy_of_drop_in_a_foreign_table_drops_what_iptables_accepts()
    {
        var findings = await CheckAsync("""{"nftables":[{"metainfo":{"version":"1.0.6"}},{"chain":{"family":"inet","table":"guard","name":"forwarded","handle":1,"type":"filter","hook":"forward","prio":0,"policy":"drop"}}]}""");

        var forward = Assert.Single(findings, f => f is { CheckId: "node.forward", Verdict: Verdict.Fail });
        Assert.Contains("guard", forward.Title + string.Join(' ', forward.Details), StringComparison.Ordinal);
        Assert.Contains(findings, f => f is { CheckId: "node.port-10250", Verdict: Verdict.Pass });
    }

    [Fact]
    public async Task A_zone_of_firewalld_that_does_not_know_the_cluster_rejects_the_API_servers_way_to_the_kubelet()
    {
        var trusting = await CheckAsync(Fixture);
        var strict = await CheckAsync(Fixture.Replace("\"addr\": \"10.0.0.0\", \"len\": 8", "\"addr\": \"11.0.0.0\", \"len\": 8", StringComparison.Ordinal));

        Assert.Contains(trusting, f => f is { CheckId: "node.port-10250", Verdict: Verdict.Pass });
        var found = Assert.Single(strict, f => f is { CheckId: "node.port-10250", Verdict: Verdict.Fail });
        Assert.Contains("firewalld", found.Title + string.Join(' ', found.Details), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_of_iptables_that_nft_lists_again_are_not_counted_twice()
    {
        // As iptables-nft would list a chain INPUT with policy drop: iptables-save, which says ACCEPT, is what counts.
        var findings = await CheckAsync("""{"nftables":[{"metainfo":{"version":"1.0.6"}},{"chain":{"family":"ip","table":"filter","name":"INPUT","handle":1,"type":"filter","hook":"input","prio":0,"policy":"drop"}}]}""");

        Assert.DoesNotContain(findings, f => f.Verdict == Verdict.Fail);
    }

    [Fact]
    public async Task A_listing_that_broke_off_is_never_a_drop()
    {
        var findings = await CheckAsync("""{"nftables":[{"metainfo":{"version":"1.0.6"}},{"chain":{"family":"inet","table":"guard","name":"forwarded","handle":1,"type":"filter","hook":"forward","prio":0,"policy":"drop"}},{"rule":""");

        Assert.DoesNotContain(findings, f => f.Verdict == Verdict.Fail);
        Assert.DoesNotContain(findings, f => f is { CheckId: "node.forward", Verdict: Verdict.Pass });
    }
}
