using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using KubeNetTui.CommandLine;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Tests.CommandLine;

public sealed class DemoCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("shop")]
    [InlineData("size", "--pods", "200", "--nodes", "3", "--services", "10")]
    public async Task Serving_writes_a_kubeconfig_says_one_line_and_ends_with_0_when_asked(string name, params string[] size)
    {
        string config = Path.Combine(_folder, "served.yaml");
        using LineSignal output = new();
        using ProgramSignals signals = new();
        ProgramHost host = new() { Out = output, OutBytes = Stream.Null, Error = TextWriter.Null };
        Task<int> serving = Entry.RunAsync(["demo", "--serve", "--still", "--kubeconfig", config, .. size], host, signals);

        string line = await output.FirstLine.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Matches($@"^serving demo ""{name}"" on http://127\.0\.0\.1:\d+, kubeconfig .*served\.yaml$", line);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(config));
        CommandLineRun check = await CommandLineRun.Of("check", "cluster", "--only", "api.reach", "--kubeconfig", config);
        Assert.Equal(0, check.ExitCode);

        signals.Ask(PosixSignal.SIGTERM);
        Assert.Equal(0, await serving.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString();

        (await CommandLineRun.Of("demo", "--serve", "--port", port, "--kubeconfig", Path.Combine(_folder, "x.yaml"))).ShouldSayWhy(port);
    }

    [Fact]
    public async Task A_kubeconfig_that_cannot_be_written_is_told() =>
        (await CommandLineRun.Of("demo", "--serve", "--kubeconfig", "/nonexistent/x.yaml")).ShouldSayWhy("/nonexistent/x.yaml");

    [Fact]
    public async Task The_explorer_gets_the_demo_s_connection_which_works_while_it_runs()
    {
        int services = 0;
        CommandLineRun run = await CommandLineRun.With(
            host => host with
            {
                Explore = async (options, cancellation) =>
                {
                    await using ApiClient client = new(await options.Demo!);
                    await client.ListAsync("/api/v1/namespaces/shop/services", new ListQuery(), _ => services++, cancellation);
                    return 0;
                },
            },
            "demo", "--still");

        Assert.Equal(0, run.ExitCode);
        Assert.True(services > 5, $"{services} services");
    }

    /// <summary>A writer that tells when a line is complete.</summary>
    private sealed class LineSignal : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _line.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override Task WriteLineAsync(string? value)
        {
            _line.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }
}
