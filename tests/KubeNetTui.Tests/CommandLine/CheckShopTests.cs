using System.Text.Json;
using System.Xml.Linq;

namespace KubeNetTui.Tests.CommandLine;

public sealed class CheckShopTests(ServedShop shop) : IClassFixture<ServedShop>
{
    private Task<CommandLineRun> Check(params string[] args) =>
        CommandLineRun.Of(["check", .. args, "--kubeconfig", shop.KubeConfig]);

    [Fact]
    public async Task A_selector_that_matches_nothing_is_shown_with_the_pods_that_come_nearest_and_their_label()
    {
        CommandLineRun run = await Check("service/cart", "-n", "shop");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("tier=back", run.Out);
        Assert.Contains("tier=backend", run.Out);
        Assert.Contains("cart-", run.Out);
        Assert.Contains("FAIL", run.Out);
    }

    [Fact]
    public async Task Pods_that_are_not_ready_are_shown_with_their_probe_and_what_it_answered()
    {
        CommandLineRun run = await Check("svc/pay", "-n", "shop");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("503", run.Out);
        Assert.Contains("eadiness", run.Out);
    }

    [Fact]
    public async Task A_targetPort_name_that_no_pod_has_is_shown_with_the_name_that_the_pods_have()
    {
        CommandLineRun run = await Check("services/shop/search");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("http", run.Out);
        Assert.Contains("web", run.Out);
    }

    [Fact]
    public async Task A_healthy_service_passes()
    {
        CommandLineRun run = await Check("service/web", "-n", "shop");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("PASS", run.Out);
        Assert.DoesNotContain("FAIL", run.Out);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task The_namespace_of_the_context_is_taken_when_none_is_given() =>
        Assert.Equal(0, (await Check("service/web")).ExitCode);

    [Fact]
    public async Task Everything_as_JSON_has_each_fault_that_the_API_shows_and_calls_nothing_else_a_Fail()
    {
        CommandLineRun run = await Check("-A", "-o", "json");

        Assert.Equal(1, run.ExitCode);
        using JsonDocument report = JsonDocument.Parse(run.Out);
        (string Check, string Kind, string Name, string Verdict)[] findings =
        [
            .. report.RootElement.GetProperty("findings").EnumerateArray().Select(f => (
                f.GetProperty("check").GetString()!,
                f.GetProperty("subject").GetProperty("kind").GetString()!,
                f.GetProperty("subject").TryGetProperty("name", out JsonElement name) ? name.GetString()! : "",
                f.GetProperty("verdict").GetString()!)),
        ];
        var fails = findings.Where(f => f.Verdict == "fail").ToArray();
        string all = string.Join("\n", fails);
        foreach (string service in new[] { "cart", "pay", "search" })
        {
            Assert.True(fails.Any(f => f.Kind == "service" && f.Name == service), $"no Fail for {service} in\n{all}");
        }

        Assert.True(fails.Any(f => f.Kind == "pod" && f.Name.StartsWith("report-", StringComparison.Ordinal)), $"no Fail for report in\n{all}");
        Assert.Contains(findings, f => f.Name == "geo" && f.Check == "service.traffic-policy" && f.Verdict is "warn" or "fail");
        Assert.Contains(findings, f => f.Check == "dns.pods" && f.Verdict is "warn" or "fail");
        Assert.DoesNotContain(findings, f => f.Name == "legacy" && f.Verdict == "fail");
        Assert.DoesNotContain(findings, f => f.Kind == "service" && f.Name == "web" && f.Verdict is "fail" or "warn" or "unknown");

        // What is broken on purpose; whatever else fails is explained by one of these.
        string[] causes =
            ["node.forward", "node.conntrack", "node.resolv-conf", "node.hairpin", "node.ipam", "node.egress", "service.listening", "service.endpoints", "pod.network-policy", "pod.running"];
        JsonElement[] unexplained =
        [
            .. report.RootElement.GetProperty("findings").EnumerateArray().Where(f =>
                f.GetProperty("verdict").GetString() == "fail" && f.GetProperty("explainedBy").ValueKind == JsonValueKind.Null
                && !causes.Contains(f.GetProperty("check").GetString()))
        ];
        Assert.Empty(unexplained.Select(f => $"{f.GetProperty("check")} {f.GetProperty("subject")}: {f.GetProperty("title")}"));
    }

    [Fact]
    public async Task JUnit_is_XML_with_a_failure_for_each_Fail()
    {
        CommandLineRun run = await Check("service/cart", "service/web", "-n", "shop", "-o", "junit");

        Assert.Equal(1, run.ExitCode);
        XDocument xml = XDocument.Parse(run.Out);
        Assert.NotEmpty(xml.Descendants("failure"));
        Assert.True(xml.Descendants("testcase").Count() > xml.Descendants("failure").Count());
    }

    [Fact]
    public async Task Markdown_names_subject_and_cause()
    {
        CommandLineRun run = await Check("service/cart", "-n", "shop", "-o", "markdown");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("#", run.Out);
        Assert.Contains("service/shop/cart", run.Out);
    }

    [Fact]
    public async Task A_namespace_alone_checks_its_services_and_pods_and_lists_only_what_is_not_well()
    {
        CommandLineRun run = await Check("-n", "shop");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("service/shop/cart", run.Out);
        Assert.DoesNotContain("service/shop/web ", run.Out);
        Assert.DoesNotContain(run.Out.Split('\n'), l => l.Contains("service/kube-system/", StringComparison.Ordinal) && !l.StartsWith(' '));
        Assert.Contains("node/node-c  node.forward", run.Out);
    }

    [Fact]
    public async Task Only_the_checks_that_were_named_are_run()
    {
        CommandLineRun run = await Check("service/cart", "-n", "shop", "--only", "service.conflicts,service.dual-stack", "-o", "json");

        using JsonDocument report = JsonDocument.Parse(run.Out);
        Assert.Equal(0, run.ExitCode);
        Assert.All(
            report.RootElement.GetProperty("findings").EnumerateArray(),
            f => Assert.Contains(f.GetProperty("check").GetString(), new[] { "service.conflicts", "service.dual-stack" }));
    }

    [Fact]
    public async Task A_Warn_makes_the_exit_status_1_only_when_asked_for()
    {
        string[] geo = ["service/geo", "-n", "shop", "--only", "service.traffic-policy"];
        CommandLineRun lenient = await Check(geo);
        CommandLineRun strict = await Check([.. geo, "--fail-on", "warn"]);

        Assert.Equal(lenient.Out.Contains("FAIL", StringComparison.Ordinal) ? 1 : 0, lenient.ExitCode);
        Assert.Equal(1, strict.ExitCode);
    }

    [Fact]
    public async Task A_pipe_gets_neither_colour_nor_progress()
    {
        CommandLineRun run = await Check("service/cart", "-n", "shop");

        Assert.DoesNotContain('\u001b', run.Out + run.Error);
    }

    [Fact]
    public async Task A_terminal_gets_colour_and_a_progress_line_that_is_erased()
    {
        CommandLineRun run = await CommandLineRun.With(
            host => host with { OutIsTerminal = true, ErrorIsTerminal = true, Variable = name => name == "TERM" ? "xterm-256color" : null },
            "check", "service/cart", "-n", "shop", "--kubeconfig", shop.KubeConfig);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\u001b[", run.Out);
        Assert.Contains("reading from", run.Error);
        Assert.EndsWith("\r\u001b[K", run.Error);
    }

    [Fact]
    public async Task NO_COLOR_is_obeyed_on_a_terminal()
    {
        CommandLineRun run = await CommandLineRun.With(
            host => host with { OutIsTerminal = true, Variable = name => name switch { "TERM" => "xterm", "NO_COLOR" => "1", _ => null } },
            "check", "service/cart", "-n", "shop", "--kubeconfig", shop.KubeConfig);

        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Theory]
    [InlineData("service/wep", "\"web\"")]
    [InlineData("pod/nothing-like-it", "no pod")]
    [InlineData("node/node-x", "node-a")]
    [InlineData("service/shpo/web", "\"shop\"")]
    [InlineData("service/kube-dns", "kube-system")]
    [InlineData("service/wéb\u202e", "no service")]
    public async Task An_object_that_is_not_there_is_told_with_names_that_are_near(string subject, string hint) =>
        (await Check(subject)).ShouldSayWhy(hint);

    [Fact]
    public async Task A_namespace_that_is_not_there_is_told() => (await Check("-n", "shpo")).ShouldSayWhy("no namespace \"shpo\"", "\"shop\"");

    [Fact]
    public async Task The_log_has_a_line_a_request_and_no_secret()
    {
        string path = shop.File("run.log", "");
        CommandLineRun run = await Check("service/web", "-n", "shop", "--log-file", path);

        string log = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\dT[\d:.]+Z GET \S*/services\S* 200 \d+ms \d+B$", log);
        Assert.DoesNotContain("Bearer", log);
        Assert.DoesNotContain(shop.Server.Token, log);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_before_anything_is_asked() =>
        (await Check("service/web", "--log-file", "/nonexistent/folder/x.log")).ShouldSayWhy("log file", "/nonexistent/folder/x.log");
}
