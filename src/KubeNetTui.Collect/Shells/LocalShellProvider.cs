using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;

namespace KubeNetTui.Collect;

/// <summary>This machine, when it is the node: its name and one of its addresses are the node's.</summary>
internal sealed class LocalShellProvider(bool isAsked, string? hostName = null, Func<IReadOnlySet<string>>? addresses = null) : INodeShellProvider
{
    private readonly string _hostName = hostName ?? Environment.MachineName;
    private readonly Func<IReadOnlySet<string>> _addresses = addresses ?? OwnAddresses;

    public NodeShellKind Kind => NodeShellKind.Local;

    public async IAsyncEnumerable<ShellAttempt> AttemptsAsync(NodeTarget node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var isNamed = Short(node.Name) == Short(_hostName);
        var own = _addresses();
        var isAddressed = node.Known?.Addresses.Any(a => own.Contains(a.Address)) ?? false;

        // Private addresses are the same in many clusters, and names in many rooms: one alone proves nothing, unless the person says so.
        if (isAsked ? isNamed || isAddressed : isNamed && isAddressed)
        {
            yield return new ShellAttempt(new ProcessNodeShell(NodeShellKind.Local, node.Name, "this machine", ["sh", "-c", NodeWrapper.AsRoot]));
        }
        else if (isAsked)
        {
            yield return new ShellAttempt(null, $"this machine ({_hostName}) is not node {node.Name}: neither its name nor its addresses are", "the program run on the node");
        }
    }

    private static string Short(string name) => name.Split('.')[0].ToLowerInvariant();

    private static HashSet<string> OwnAddresses()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses)
                    .Select(a => a.Address).Where(a => !System.Net.IPAddress.IsLoopback(a)).Select(a => a.ToString().Split('%')[0]),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
