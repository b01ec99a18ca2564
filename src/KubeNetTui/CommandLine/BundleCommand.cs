using System.CommandLine;
using System.Globalization;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.CommandLine;

/// <summary><c>kubenettui bundle</c>: a cluster's evidence in a file, to be looked at later or by somebody else.</summary>
internal sealed class BundleCommand
{
    private readonly CommandTree _tree;
    private readonly ProgramHost _host;

    public BundleCommand(CommandTree tree, ProgramHost host)
    {
        (_tree, _host) = (tree, host);
        Command = new Command("bundle", "Take a cluster's evidence into a file; explore or check it later, without the cluster.") { Take(), Open() };
        Command.Subcommands.Add(CheckCommand.OfBundle(tree, host).Command);
    }

    public Command Command { get; }

    /// <summary><c>500M</c>, <c>2G</c>, <c>1048576</c>, in bytes; M and G are powers of two.</summary>
    /// <exception cref="UsageException">It is none of these.</exception>
    internal static long Size(string text)
    {
        int shift = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 && number <= long.MaxValue >> (shift + 1)
            ? number << shift
            : throw new UsageException($"--max-size {text} is no size; write 500M, 2G, or a number of bytes", help: true);
    }

    internal static Option<string> MostBytes(string otherwise, string description) => new("--max-size")
    {
        HelpName = "SIZE",
        Description = description,
        DefaultValueFactory = _ => otherwise,
    };

    private Command Take()
    {
        Argument<string[]> subjects = new("SUBJECT")
        {
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "SUBJECT",
            Description = "service/NAME, pod/NAME, node/NAME: what their checks need, and the lists around it.",
        };
        Option<bool> all = new("--all-namespaces", "-A") { Description = "The whole cluster." };
        Option<string?> output = new("--output", "-o") { HelpName = "FILE", Description = "The .tgz to write." };
        Option<bool> redact = new("--redact") { Description = "Names, addresses and label values are replaced, the same by the same." };
        Option<bool> configMaps = new("--configmaps") { Description = "All ConfigMaps, not only those that say how the network is set up." };
        NodeShellFlags nodes = new();
        Option<string> most = MostBytes("1G", "Contents before compression; what is beyond it is left out and named.");
        Command command = new("take", "Take a bundle.") { subjects, all, output, redact, configMaps, most };
        foreach (Option option in nodes.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            _tree.OpenLog(parsed);
            BundleTakeRequest request = new()
            {
                Check = new CheckRequest
                {
                    Subjects = parsed.GetValue(subjects) ?? [],
                    Everything = parsed.GetValue(all),
                    Namespace = parsed.GetValue(_tree.Globals.Namespace),
                    Nodes = nodes.Read(parsed),
                },
                Path = parsed.GetValue(output) is { Length: > 0 } path ? path : throw new UsageException("bundle take needs -o FILE.tgz: where it is written", help: true),
                Redact = parsed.GetValue(redact),
                ConfigMaps = parsed.GetValue(configMaps),
                MostBytes = Size(parsed.GetValue(most) ?? ""),
            };
            request.Validate();
            await using ApiClient client = _tree.Connect(parsed);
            return await new BundleTakeRun(_host, client, request).RunAsync(cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private Command Open()
    {
        Argument<string> file = new("FILE") { HelpName = "FILE|FOLDER", Description = "A bundle." };
        Option<string> most = MostBytes("4G", "An archive with more in it is not read.");
        Command command = new("open", "Explore a bundle with all screens and checks.") { file, most };
        command.SetAction(async (parsed, cancellation) =>
        {
            _tree.OpenLog(parsed);
            await using BundleServer served = await BundleServer.StartAsync(parsed.GetValue(file)!, Size(parsed.GetValue(most) ?? ""), cancellation).ConfigureAwait(false);
            App.ExplorerOptions options = _tree.Explorer(parsed);
            return await _host.Explore(
                options with
                {
                    Overrides = options.Overrides with { KubeConfigPath = null, Context = null },
                    Demo = Task.FromResult(served.Settings with { RequestLog = options.RequestLog, DefaultNamespace = options.Overrides.Namespace ?? served.Settings.DefaultNamespace }),
                    Time = served.Clock,

                    // The pod is made in the replayed cluster, which runs nothing: no reason to ask.
                    Shells = new Footprint.NodeShellChoice { Shell = "debug", AllowsDebugPods = true },
                    Command = "pods -A",
                },
                cancellation).ConfigureAwait(false);
        });
        return command;
    }
}
