using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Checks.Tests;

public sealed class ReportTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly Finding Cart = new("service.endpoints", Subject.Service("shop", "cart"), Verdict.Fail, "selector tier=back matches no pod")
    {
        Details = ["nearest is shop/cart-6d4b with tier=backend"],
        Exhibits =
        [
            new Exhibit("Service shop/cart", "kubectl get service cart -n shop -o yaml", "https://127.0.0.1:6443", At, TimeSpan.FromMilliseconds(12),
                ["apiVersion: v1", "kind: Service", "spec:", "  selector:", "    tier: back", "  type: ClusterIP"], [4]),
        ],
        Remedy = "Set the selector to tier=backend.",
        RemedyCommand = "kubectl edit service cart -n shop",
        Explains = [Subject.Pod("shop", "web-1")],
    };

    private static readonly Finding Web = new("service.endpoints", Subject.Service("shop", "web"), Verdict.Pass, "3 ready endpoints");

    private static readonly ReportOptions Options = new() { At = At, Cluster = "demo", Version = "1.2.3" };

    [Fact]
    public void Text_shows_the_cause_the_deciding_line_with_its_context_and_the_remedy()
    {
        const string expected = """
            FAIL     service/shop/cart  service.endpoints
                     selector tier=back matches no pod
                     nearest is shop/cart-6d4b with tier=backend
                     may explain what is wrong with pod/shop/web-1

                     Service shop/cart
                     $ kubectl get service cart -n shop -o yaml   (https://127.0.0.1:6443, 12:00:00 UTC, 12 ms)
                       …
                         selector:
                     >     tier: back
                         type: ClusterIP

                     Remedy: Set the selector to tier=backend.
                     $ kubectl edit service cart -n shop

            PASS     service/shop/web  service.endpoints
                     3 ready endpoints
            Ruled out: service.endpoints on 1 of 2
            1 fail, 1 pass on demo

            """;
        Assert.Equal(expected, Text(w => TextReport.Write(w, [Cart, Web], Options)));
    }

    [Fact]
    public void What_a_cause_explains_is_a_line_that_names_the_cause_in_every_report()
    {
        Finding cause = Cart with { ExplainedChecks = ["pod.egress"] };
        Finding egress = new("pod.egress", Subject.Pod("shop", "web-1"), Verdict.Fail, "nothing answers") { Details = ["a detail"] };

        string text = Text(w => TextReport.Write(w, [egress, cause], Options));
        Assert.Contains("explains 1 finding: pod/shop/web-1 (pod.egress)", text, StringComparison.Ordinal);
        Assert.Contains("         nothing answers\n         explained by service.endpoints of service/shop/cart\n\n", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("service/shop/cart", StringComparison.Ordinal) < text.IndexOf("nothing answers", StringComparison.Ordinal));
        Assert.DoesNotContain("a detail", text, StringComparison.Ordinal);
        Assert.Contains("*explained by service.endpoints of service/shop/cart*", Text(w => MarkdownReport.Write(w, [egress, cause], Options)), StringComparison.Ordinal);
        using MemoryStream json = new();
        JsonReport.Write(json, [egress, cause], Options);
        using var document = System.Text.Json.JsonDocument.Parse(json.ToArray());
        Assert.Equal("service/shop/cart", document.RootElement.GetProperty("findings")[1].GetProperty("explainedBy").GetProperty("subject").GetString());
    }

    [Fact]
    public void Passed_checks_are_only_counted_when_asked_so()
    {
        var text = Text(w => TextReport.Write(w, [Web], Options with { ShowPassed = false }));
        Assert.Equal("1 pass on demo\n", text);
    }

    [Fact]
    public void Text_of_the_cluster_is_cleaned_wherever_it_stands()
    {
        var evil = Cart with
        {
            Title = "\u001b]0;x\u0007", Details = ["\u001b[2J"], Remedy = "\u001b[31m", RemedyCommand = "\u001bc",
            Exhibits = [Cart.Exhibits[0] with { Title = "\u001b", Command = "\u001b", Where = "\u001b", Lines = ["\u001b"], Deciding = [0] }],
        };
        var options = Options with { Clean = t => t.Replace('\u001b', '?'), Cluster = "\u001b" };
        Assert.DoesNotContain('\u001b', Text(w => TextReport.Write(w, [evil], options)));
        Assert.DoesNotContain('\u001b', Text(w => MarkdownReport.Write(w, [evil], options)));
        Assert.DoesNotContain('\u001b', Text(w => JUnitReport.Write(w, [evil], options)));
        Assert.DoesNotContain('\u001b', Json([evil], options));
    }

    [Fact]
    public void JSON_has_every_part_of_a_finding()
    {
        using var json = JsonDocument.Parse(Json([Cart, Web], Options));
        var finding = json.RootElement.GetProperty("findings")[0];
        Assert.Equal("fail", finding.GetProperty("verdict").GetString());
        Assert.Equal("cart", finding.GetProperty("subject").GetProperty("name").GetString());
        Assert.Equal("pod/shop/web-1", finding.GetProperty("explains")[0].GetString());
        Assert.Equal(4, finding.GetProperty("evidence")[0].GetProperty("deciding")[0].GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("summary").GetProperty("pass").GetInt32());
    }

    [Fact]
    public void JUnit_counts_failures_and_keeps_the_evidence()
    {
        var suites = XDocument.Parse(Text(w => JUnitReport.Write(w, [Cart, Web], Options))).Root!;
        Assert.Equal("1", suites.Attribute("failures")!.Value);
        Assert.Equal(2, suites.Elements("testsuite").Count());
        var failure = suites.Descendants("failure").Single();
        Assert.Equal("selector tier=back matches no pod", failure.Attribute("message")!.Value);
        Assert.Contains(">     tier: back", failure.Value);
    }

    [Fact]
    public void Markdown_keeps_evidence_inside_its_fence_and_escapes_what_would_be_markup()
    {
        var tricky = Cart with { Title = "a|b *c*", Exhibits = [Cart.Exhibits[0] with { Lines = ["````"], Deciding = [0] }] };
        var text = Text(w => MarkdownReport.Write(w, [tricky], Options));
        Assert.Contains(@"a\|b \*c\*", text);
        Assert.Contains("`````\n$ kubectl", text);
    }

    [Fact]
    public void No_text_breaks_a_report() =>
        Prop.ForAll<string?, string?>((a, b) =>
        {
            var finding = Cart with
            {
                Title = a ?? "", Details = [b ?? ""], Remedy = b ?? "", Subject = Subject.Pod(a ?? "", b ?? ""),
                Exhibits = [Cart.Exhibits[0] with { Lines = [a ?? "", b ?? ""], Deciding = [0, 1, 7] }],
            };
            var options = Options with { Cluster = b ?? "" };
            XDocument.Parse(Text(w => JUnitReport.Write(w, [finding], options)));
            JsonDocument.Parse(Json([finding], options)).Dispose();
            return Text(w => TextReport.Write(w, [finding], options)).Length > 0 && Text(w => MarkdownReport.Write(w, [finding], options)).Length > 0;
        }).QuickCheckThrowOnFailure();

    private static string Text(Action<TextWriter> write)
    {
        var writer = new StringWriter { NewLine = "\n" };
        write(writer);
        return writer.ToString();
    }

    private static string Json(IReadOnlyList<Finding> findings, ReportOptions options)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(stream, findings, options);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
