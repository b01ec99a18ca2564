using System.CommandLine;
using KubeNetTui.Footprint;

namespace KubeNetTui.CommandLine;

/// <summary>The options that say how nodes are asked; the same for every command that asks them.</summary>
internal sealed class NodeShellFlags
{
    private readonly Option<string?> _shell = new("--node-shell")
    {
        HelpName = "WAY",
        Description = "How nodes are asked: auto, exec (into pods that are there), debug (a pod made for it), ssh, local, none.",
    };

    private readonly Option<bool> _noNodes = new("--no-nodes") { Description = "Ask the API server alone, no node: the same as --node-shell none." };
    private readonly Option<bool> _noProbes = new("--no-probes") { Description = "Send no tests (connections, DNS questions) from nodes and pods." };
    private readonly Option<string?> _sshUser = new("--ssh-user") { HelpName = "USER", Description = "Who logs in on nodes by ssh." };
    private readonly Option<string?> _debugImage = new("--debug-image") { HelpName = "IMAGE", Description = "Image of debug pods; it needs sh and nsenter." };

    private readonly Option<bool> _allow = new("--allow-debug-pods")
    {
        Description = "Make debug pods without asking where nothing else leads to a node; they are removed after use.",
    };

    private readonly Option<int?> _nodes = new("--nodes")
    {
        HelpName = "N",
        Description = "How many nodes a check that compares nodes asks at most (20).",
    };

    public NodeShellFlags() => _shell.CompletionSources.Add([.. NodeShellChoice.Words]);

    public IEnumerable<Option> All => [_shell, _noNodes, _noProbes, _sshUser, _debugImage, _allow, _nodes];

    /// <exception cref="UsageException">Values that can't be used, or contradict each other.</exception>
    public NodeShellChoice Read(ParseResult parsed)
    {
        var shell = parsed.GetValue(_shell)?.ToLowerInvariant();
        var isOff = parsed.GetValue(_noNodes);
        var nodes = parsed.GetValue(_nodes);
        return (shell, nodes) switch
        {
            ({ } word, _) when !NodeShellChoice.Words.Contains(word) =>
                throw new UsageException($"--node-shell {word} is not known; it is {string.Join(", ", NodeShellChoice.Words)}", help: true),
            (not null and not "none", _) when isOff => throw new UsageException("--no-nodes and --node-shell contradict each other", help: true),
            (_, < 1 or > 5000) => throw new UsageException($"--nodes {nodes} is out of range; it is 1 to 5000", help: true),
            _ => new NodeShellChoice
            {
                Shell = isOff ? "none" : shell,
                IsReadOnly = parsed.GetValue<bool>("--readonly"),
                SshUser = parsed.GetValue(_sshUser),
                DebugImage = parsed.GetValue(_debugImage),
                Nodes = nodes,
                NoProbes = parsed.GetValue(_noProbes),
                AllowsDebugPods = parsed.GetValue(_allow),
            },
        };
    }
}
