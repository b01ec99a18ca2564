using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Checks.Tests;

public sealed class CapturesTests
{
    private static readonly string[] DeliberateFaults = ["web-nomatch", "web-badport", "web-notready", "crash", "badimage"];

    [Theory]
    [InlineData("k8s-1.33-iptables")]
    [InlineData("k8s-1.33-nftables")]
    public async Task On_a_real_cluster_nothing_fails_but_what_was_broken_on_purpose(string capture)
    {
        IReadOnlyList<Finding> findings = await new Captures(capture).CheckAllAsync(TestContext.Current.CancellationToken);

        Assert.All(findings.Where(f => f.Verdict == Verdict.Fail), f => Assert.Contains(f.Subject.Name, DeliberateFaults));
        Assert.Contains(findings, f => f is { CheckId: "service.endpoints", Verdict: Verdict.Fail, Subject.Name: "web-nomatch" });
        Assert.DoesNotContain(findings, f => f.Title.Contains("Exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("forward-drop", "node.forward", "node2", "the policy of filter FORWARD is DROP")]
    [InlineData("hairpin-off", "node.hairpin", "node1", "hairpin mode is off on all 5 veths of cni0")]
    [InlineData("kube-proxy-stopped", "node.kube-proxy", "node2", "kube-proxy does not run on node2")]
    [InlineData("port-10250-dropped", "node.foreign-rules", "node2", "-A INPUT -p tcp -m tcp --dport 10250 -j DROP")]
    public async Task The_first_line_names_the_fault_that_was_injected_and_it_explains_whatever_else_fails(string fault, string check, string node, string words)
    {
        IReadOnlyList<RankedFinding> ranked = CauseRanking.Rank(await new Captures("faults/" + fault).CheckAllAsync(TestContext.Current.CancellationToken));

        Assert.Equal((check, Subject.Node(node)), (ranked[0].Finding.CheckId, ranked[0].Finding.Subject));
        Assert.Contains(words, ranked[0].Finding.Title, StringComparison.Ordinal);
        Assert.All(
            ranked.Where(r => r.Finding.Verdict == Verdict.Fail && r.Finding != ranked[0].Finding && !DeliberateFaults.Contains(r.Finding.Subject.Name)),
            r => Assert.Contains(r.Finding, ranked[0].Explains));
    }

    [Fact]
    public async Task The_healthy_service_of_the_capture_names_the_one_pod_that_is_not_ready()
    {
        IReadOnlyList<Finding> findings = await new Captures("k8s-1.33-iptables").CheckAllAsync(TestContext.Current.CancellationToken);

        Finding web = Assert.Single(findings, f => f is { CheckId: "service.endpoints", Subject: { Namespace: "demo", Name: "web" } });
        Assert.Equal(Verdict.Warn, web.Verdict);
        Assert.Contains("1 of 4 endpoints not ready: demo/web-notready: readiness probe", web.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_selector_with_two_letters_swapped_finds_the_pods_that_were_meant()
    {
        IReadOnlyList<Finding> findings = await new Captures("k8s-1.33-iptables").CheckAllAsync(TestContext.Current.CancellationToken);

        Finding found = Assert.Single(findings, f => f is { CheckId: "service.endpoints", Subject.Name: "web-nomatch" });
        Assert.StartsWith("selector app=wbe matches no pod in namespace demo; ", found.Title, StringComparison.Ordinal);
        Assert.Contains("app=web", found.Title, StringComparison.Ordinal);
        Exhibit service = found.Exhibits[0];
        Assert.Contains(service.Deciding, i => service.Lines[i].Trim() == "app: wbe");
    }

    [Fact]
    public void Captures_with_bytes_changed_at_random_never_make_a_check_throw()
    {
        string[] junk = ["null", "\"\"", "{}", "[]", "-1", "99999999999", "true", "\"\\ud83d\\ude00\"", "\"x\""];
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            Captures mutated = new("k8s-1.33-iptables", text => Mutate(text, new Random(seed), junk));
            IReadOnlyList<Finding> findings = mutated.CheckAllAsync(CancellationToken.None).GetAwaiter().GetResult();
            Exhibit[] exhibits = [.. findings.SelectMany(f => f.Exhibits)];
            Assert.NotEmpty(findings);
            Assert.Empty(findings.Where(f => f.Details.Any(d => d.Contains("defect of the check", StringComparison.Ordinal))).Select(f => $"{f.CheckId} {f.Subject}: {f.Title}: {f.Details[0]}"));
            Assert.All(exhibits, e => Assert.All(e.Deciding, i => Assert.InRange(i, 0, e.Lines.Count - 1)));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    /// <summary>Puts other values in the place of some, so that it stays JSON and means nonsense.</summary>
    private static string Mutate(string text, Random random, string[] junk)
    {
        JsonNode root = JsonNode.Parse(text)!;
        foreach (JsonNode? item in root["items"]?.AsArray() ?? [])
        {
            for (int i = 0; i < 3; i++)
            {
                Replace(item!, random, junk);
            }
        }

        return root.ToJsonString();
    }

    private static void Replace(JsonNode node, Random random, string[] junk)
    {
        if (node is JsonObject { Count: > 0 } o)
        {
            string key = o.ElementAt(random.Next(o.Count)).Key;
            if (o[key] is JsonObject or JsonArray && random.Next(4) > 0)
            {
                Replace(o[key]!, random, junk);
            }
            else if (key is not ("metadata" or "name" or "namespace"))
            {
                o[key] = JsonNode.Parse(junk[random.Next(junk.Length)]);
            }
        }
        else if (node is JsonArray { Count: > 0 } a)
        {
            int i = random.Next(a.Count);
            if (a[i] is { } child and (JsonObject or JsonArray))
            {
                Replace(child, random, junk);
            }
            else
            {
                a[i] = JsonNode.Parse(junk[random.Next(junk.Length)]);
            }
        }
    }
}
