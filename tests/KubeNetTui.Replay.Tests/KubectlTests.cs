using System.Diagnostics;

namespace KubeNetTui.Replay.Tests;

/// <summary>kubectl from PATH against the captured cluster. Where there is none: skipped, but under CI a failure.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("replay-kubectl-").FullName;
    private CaptureCluster? _cluster;

    private CaptureCluster Cluster => _cluster ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "kubectl")));
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.True(isThere, "kubectl is not on PATH: tests/run.sh installs it");
        }

        Assert.SkipUnless(isThere, "kubectl is not on PATH");
        _cluster = await CaptureCluster.StartAsync();
        _cluster.Server.WriteKubeConfig(Path.Combine(_folder, "kubeconfig"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_gets_every_kind_wide_and_as_yaml()
    {
        var kinds = (await Kubectl("api-resources --verbs=list -o name")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(kinds.Length > 45, $"only {kinds.Length} kinds");

        await Kubectl($"get {string.Join(',', kinds.Where(kind => !kind.EndsWith("metrics.k8s.io", StringComparison.Ordinal)))} -A -o wide");
        var yaml = await Kubectl("get pods,services,nodes,endpointslices,events -A -o yaml");
        Assert.Contains("nodeName: node1", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_chooses_pages_and_shows_the_servers_columns()
    {
        Assert.Equal("", await Kubectl("get pods -A --chunk-size=5 --no-headers -l app=nope 2>/dev/null", mayComplain: true));
        Assert.Equal(12, Lines(await Kubectl("get pods -A --chunk-size=5 --no-headers")).Length);
        Assert.Equal(4, Lines(await Kubectl("get pods -A -l app=web --no-headers")).Length);
        Assert.Equal(6, Lines(await Kubectl("get pods -A --field-selector spec.nodeName=node1 --no-headers")).Length);
        Assert.Matches("crash +0/1 +CrashLoopBackOff +5 \\(.* ago\\)", await Kubectl("get pod crash -n demo"));
    }

    [Fact]
    public async Task It_watches()
    {
        using var process = Start("get pods -n demo -w --no-headers --output-watch-events");
        for (var index = 0; index < 10; index++)
        {
            Assert.StartsWith("ADDED", await Line(process), StringComparison.Ordinal);
        }

        Cluster.Server.Store.Delete("pods", "demo", "client");

        Assert.Matches("^DELETED +client", await Line(process));
        process.Kill();
    }

    [Fact]
    public async Task It_describes()
    {
        Assert.Contains("Back-off restarting failed container", await Kubectl("describe pod crash -n demo"), StringComparison.Ordinal);
        Assert.Contains("10.244.0.4:8080", await Kubectl("describe service web -n demo"), StringComparison.Ordinal);
        Assert.Contains("Non-terminated Pods", await Kubectl("describe node node1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_and_follows_logs_and_runs_commands()
    {
        Assert.Equal("about to fail\n", await Kubectl("logs crash -n demo"));
        using (var process = Start("logs -f --tail=1 crash -n demo"))
        {
            Assert.Equal("about to fail", await Line(process));
            ((BundleRuntime)Cluster.Server.Runtime).LogOf("demo", "crash", "sh").Append(DateTimeOffset.UtcNow, "more");
            Assert.Equal("more", await Line(process));
            process.Kill();
        }

        var version = System.Text.Json.Nodes.JsonNode.Parse(await Kubectl("version --client -o json"))!["clientVersion"]!["minor"]!.GetValue<string>();
        var (code, output, error) = await Run("exec client -n demo -c sh -- cat /etc/resolv.conf");
        if (int.Parse(version.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture) < 31)
        {
            // It speaks SPDY, and is told which kubectl works.
            Assert.NotEqual(0, code);
            Assert.Contains("kubectl 1.31 and later", error, StringComparison.Ordinal);
            return;
        }

        Assert.StartsWith("search demo.svc.cluster.local", output, StringComparison.Ordinal);
        Assert.Equal(3, (await Run("exec client -n demo -c sh -- sh -c 'exit 3'")).Code);
    }

    [Fact]
    public async Task It_applies_patches_scales_labels_and_deletes()
    {
        var file = Path.Combine(_folder, "deployment.yaml");
        await File.WriteAllTextAsync(file, """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: api, namespace: demo}
            spec:
              replicas: 2
              selector: {matchLabels: {app: api}}
              template:
                metadata: {labels: {app: api}}
                spec: {containers: [{name: api, image: "x:1"}]}
            """, TestContext.Current.CancellationToken);

        Assert.Equal("deployment.apps/api created\n", await Kubectl($"apply -f {file}"));
        Assert.Equal("deployment.apps/api unchanged\n", await Kubectl($"apply -f {file}"));
        Assert.Equal("deployment.apps/api serverside-applied\n", await Kubectl($"apply --server-side --force-conflicts -f {file}"));
        Assert.Equal("deployment.apps/api scaled\n", await Kubectl("scale deployment api -n demo --replicas=4"));
        Assert.Equal("deployment.apps/api labeled\n", await Kubectl("label deployment api -n demo a=b"));
        Assert.Equal("deployment.apps/api patched\n", await Kubectl("""patch deployment api -n demo -p '{"spec":{"template":{"spec":{"containers":[{"name":"api","image":"x:2"}]}}}}'"""));
        Assert.Equal("4 x:2 b", await Kubectl("get deployment api -n demo -o jsonpath='{.spec.replicas} {.spec.template.spec.containers[*].image} {.metadata.labels.a}'"));
        Assert.Contains("deployment.apps \"api\" deleted", await Kubectl("delete deployment api -n demo"), StringComparison.Ordinal);
        Assert.Contains("NotFound", (await Run("get deployment api -n demo")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_for_permissions_and_health()
    {
        Assert.Equal("yes\n", await Kubectl("auth can-i delete pods -n demo"));
        Assert.Contains("[+]ping ok", await Kubectl("get --raw '/livez?verbose'"), StringComparison.Ordinal);
        Assert.Contains("endpointslices", await Kubectl("api-resources"), StringComparison.Ordinal);
        Assert.Contains("v1.33.13", await Kubectl("version"), StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> Line(Process process) =>
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken) ?? "end";

    private async Task<string> Kubectl(string arguments, bool mayComplain = false)
    {
        var (code, output, error) = await Run(arguments);
        Assert.True(code == 0 || mayComplain, $"kubectl {arguments} ended with {code}: {error}");
        return output;
    }

    private async Task<(int Code, string Output, string Error)> Run(string arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }

    private Process Start(string arguments)
    {
        // Through a shell for its quotes; exec, so that killing the process kills kubectl.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec kubectl " + arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = Path.Combine(_folder, "kubeconfig");
        start.Environment["HOME"] = _folder; // its discovery cache is this test's own
        return Process.Start(start)!;
    }
}
