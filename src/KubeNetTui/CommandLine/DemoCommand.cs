using System.CommandLine;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;
using Command = System.CommandLine.Command;

namespace KubeNetTui.CommandLine;

/// <summary><c>kubenettui demo</c>: a cluster that is made up, explored or only served.</summary>
internal sealed class DemoCommand
{
    private const int MostPerSecond = 100_000;

    private readonly Option<bool> _serve = new("--serve") { Description = "Only serve it, until Ctrl-C or SIGTERM; needs --kubeconfig, which is written." };

    private readonly Option<int> _port = new("--port") { HelpName = "N", Description = "Port on 127.0.0.1; else any free one." };

    private readonly Option<bool> _still = new("--still") { Description = "Nothing happens in it: no restarts, roll-outs or new events." };

    private readonly Option<int?> _pods = Size("--pods", $"A cluster of this many pods, up to {DemoSize.MostPods}, in place of the shop.");
    private readonly Option<int?> _nodes = Size("--nodes", "Nodes of that cluster; else one for each 100 pods.");
    private readonly Option<int> _churn = new("--churn") { HelpName = "N", Description = "Watch events a second in that cluster, for measuring." };
    private readonly Option<int> _chatter = new("--chatter") { HelpName = "N", Description = "Log lines a second of its first service's pods, for measuring." };
    private readonly Option<int?> _services = Size("--services", "Services of that cluster; else one for each 20 pods.");
    private readonly CommandTree _tree;
    private readonly ProgramHost _host;
    private readonly RunLog _log;
    private readonly ProgramSignals _signals;

    public DemoCommand(CommandTree tree, ProgramHost host, RunLog log, ProgramSignals signals)
    {
        (_tree, _host, _log, _signals) = (tree, host, log, signals);
        Command = new Command("demo", "Explore a demo cluster, with faults to find; or serve it to kubectl.")
        {
            _serve, _port, _still, _pods, _nodes, _services, _churn, _chatter,
        };
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        _tree.OpenLog(parsed);
        DemoRequest request = Read(parsed);
        return parsed.GetValue(_serve)
            ? await ServeAsync(request, cancellation).ConfigureAwait(false)
            : await ExploreAsync(parsed, request, cancellation).ConfigureAwait(false);
    }

    private DemoRequest Read(ParseResult parsed)
    {
        string? path = parsed.GetValue(_tree.Globals.KubeConfig);
        int port = parsed.GetValue(_port);
        SizeOptions? size = DemoSize.Of(parsed.GetValue(_pods), parsed.GetValue(_nodes), parsed.GetValue(_services));
        int churn = Rate(parsed, _churn, size);
        int chatter = Rate(parsed, _chatter, size);
        return (path, port) switch
        {
            (null or "", _) when parsed.GetValue(_serve) =>
                throw new UsageException("demo --serve needs --kubeconfig FILE: the file that it writes for kubectl", help: true),
            (_, < 0 or > 65535) => throw new UsageException($"--port {port} is no port; it is 1 to 65535, or 0 for any free one", help: true),
            _ => new DemoRequest
            {
                Port = port,
                Still = parsed.GetValue(_still),
                KubeConfigPath = path,
                Size = size,
                Churn = churn,
                Chatter = chatter,
            },
        };
    }

    /// <exception cref="UsageException">It is out of its bounds, or there is no cluster by size for it.</exception>
    private static int Rate(ParseResult parsed, Option<int> option, SizeOptions? size) => parsed.GetValue(option) switch
    {
        0 => 0,
        < 0 or > MostPerSecond => throw new UsageException($"{option.Name} {parsed.GetValue(option)} is out of bounds; it is 0 to {MostPerSecond}", help: true),
        _ when size is null => throw new UsageException($"{option.Name} is for a cluster by size: name --pods too", help: true),
        var rate => rate,
    };

    private async Task<int> ServeAsync(DemoRequest request, CancellationToken cancellation)
    {
        try
        {
            await using DemoCluster demo = await DemoCluster.StartAsync(request, _host.Time, cancellation).ConfigureAwait(false);
            string url = demo.Server.Url.ToString().TrimEnd('/');
            await _host.Out.WriteLineAsync($"serving demo \"{demo.Name}\" on {url}, kubeconfig {request.KubeConfigPath}").ConfigureAwait(false);
            await _host.Out.FlushAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
            return ExitCode.Clean;
        }
        catch (OperationCanceledException) when (_signals.Asked.IsCancellationRequested)
        {
            // Asked to end: that is how serving is meant to end.
            return ExitCode.Clean;
        }
    }

    private async Task<int> ExploreAsync(ParseResult parsed, DemoRequest request, CancellationToken cancellation)
    {
        // Beside the screen: the first frame does not wait for the server.
        Task<DemoCluster> starting = Task.Run(() => DemoCluster.StartAsync(request, _host.Time, cancellation), cancellation);
        ExplorerOptions options = _tree.Explorer(parsed);
        ConnectionOverrides overrides = options.Overrides with { KubeConfigPath = null, Context = null };
        try
        {
            options = options with { Overrides = overrides, Demo = SettingsAsync(starting, overrides) };
            return await _host.Explore(options, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (starting.IsCompletedSuccessfully)
            {
                await (await starting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<ConnectionSettings> SettingsAsync(Task<DemoCluster> starting, ConnectionOverrides overrides)
    {
        ConnectionSettings settings = (await starting.ConfigureAwait(false)).Settings;
        return settings with
        {
            DefaultNamespace = overrides.Namespace ?? settings.DefaultNamespace,
            RequestTimeout = overrides.RequestTimeout,
            Impersonate = overrides.ImpersonateUser is { } user ? new Impersonation(user) { Groups = overrides.ImpersonateGroups } : null,
            RequestLog = _log.Request,
        };
    }

    private static Option<int?> Size(string name, string description) => new(name) { HelpName = "N", Description = description };
}
