using System.CommandLine;
using System.CommandLine.Help;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.CommandLine;

/// <summary>
/// All commands. Built at every start, before the first frame, so it only names things: a command's work is made when it runs.
/// </summary>
internal sealed class CommandTree
{
    private readonly ProgramHost _host;
    private readonly RunLog _log;
    private readonly NodeShellFlags _nodes = new();

    public CommandTree(ProgramHost host, RunLog log, ProgramSignals signals)
    {
        (_host, _log) = (host, log);
        Option<string?> command = new("--command", "-c")
        {
            HelpName = "COMMAND",
            Description = "What to show first, as typed after the colon in the program: \"svc shop\".",
        };
        Option<bool> all = new("--all-namespaces", "-A") { Description = "Begin with the pods of all namespaces." };
        Root = new RootCommand("A full-screen explorer for Kubernetes networks: shows why traffic fails, with the evidence.")
        {
            command, all,
        };
        foreach (Option option in (Option[])[.. _nodes.All, .. Globals.All])
        {
            Root.Options.Add(option);
        }

        Globals.Context.CompletionSources.Add(context => Completion.Contexts(context.ParseResult, Globals));
        foreach (Option option in Root.Options)
        {
            switch (option)
            {
                case VersionOption version:
                    version.Action = new VersionAction(host.Out);
                    break;
                case HelpOption help:
                    help.Action = new HelpWithExamples((HelpAction)help.Action!);
                    break;
            }
        }

        Root.SetAction((parsed, cancellation) => ExploreAsync(parsed, parsed.GetValue(command) ?? (parsed.GetValue(all) ? "pods -A" : null), cancellation));
        Root.Subcommands.Add(new CheckCommand(this, host).Command);
        Root.Subcommands.Add(new DemoCommand(this, host, log, signals).Command);
        Root.Subcommands.Add(new LabCommand(host, signals).Command);
        Root.Subcommands.Add(new BundleCommand(this, host).Command);
        Root.Subcommands.Add(new ChecksCommand(host).Command);
        Root.Subcommands.Add(CompletionCommand.Create(host));
    }

    public RootCommand Root { get; }

    public GlobalOptions Globals { get; } = new();

    /// <summary>Opens the log when the command line asks for one. First of all in each command: what follows may fail.</summary>
    public void OpenLog(ParseResult parsed)
    {
        if (parsed.GetValue(Globals.LogFile) is { Length: > 0 } path)
        {
            _log.Open(path);
        }
    }

    /// <summary>The client for the context that the command line names.</summary>
    /// <exception cref="KubeConfigException">There is no such configuration, or it can't be used.</exception>
    public ApiClient Connect(ParseResult parsed)
    {
        ConnectionOverrides overrides = Globals.Overrides(parsed);
        return new ApiClient(KubeConfig.Load(overrides).Resolve(overrides) with { RequestLog = _log.Request });
    }

    /// <summary>What every way into the full-screen program has in common.</summary>
    public ExplorerOptions Explorer(ParseResult parsed) => new()
    {
        Overrides = Globals.Overrides(parsed),
        ReadOnly = parsed.GetValue(Globals.ReadOnly),
        Theme = parsed.GetValue(Globals.Theme),
        LogFile = _log.Path,
        RequestLog = _log.Path is null ? null : _log.Request,
        Vitals = _log.Path is null ? null : _log.Vitals,
    };

    private Task<int> ExploreAsync(ParseResult parsed, string? command, CancellationToken cancellation)
    {
        OpenLog(parsed);
        return _host.Explore(Explorer(parsed) with { Command = command, Shells = _nodes.Read(parsed) }, cancellation);
    }
}
