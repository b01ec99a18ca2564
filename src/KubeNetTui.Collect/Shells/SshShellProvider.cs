using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace KubeNetTui.Collect;

/// <summary>
/// The ssh program, with its own configuration: keys, jump hosts, users. Without being asked for it is used only where that
/// configuration knows the node, for a login on a machine is the person's to decide.
/// </summary>
internal sealed class SshShellProvider(NodeShellOptions options, string program = "ssh") : INodeShellProvider
{
    public NodeShellKind Kind => NodeShellKind.Ssh;

    private bool IsAsked => options.Only == NodeShellKind.Ssh || options.SshUser is not null;

    public async IAsyncEnumerable<ShellAttempt> AttemptsAsync(NodeTarget node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var isConfigured = IsHost(node.Name) && await IsConfiguredAsync(node.Name, cancellation).ConfigureAwait(false);
        if (!IsAsked && !isConfigured)
        {
            yield break;
        }

        // A name that the configuration knows comes first; else addresses, for a node's name often resolves only inside the cluster.
        string[] addresses = [.. (node.Known?.Addresses ?? []).Where(a => a.Type is "InternalIP" or "ExternalIP").Select(a => a.Address)];
        string[] hosts = isConfigured ? [node.Name] : [.. addresses, node.Name];
        foreach (var host in hosts.Distinct().Where(IsHost))
        {
            var user = options.SshUser is { } name ? name + "@" : "";
            yield return new ShellAttempt(new ProcessNodeShell(NodeShellKind.Ssh, node.Name, $"ssh {user}{host}", Command(host)));
        }
    }

    private string[] Command(string host) =>
    [
        program, "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=8",
        .. options.SshUser is { } user ? (string[])["-l", user] : [],
        "--", host, $"sh -c '{NodeWrapper.AsRoot}'",
    ];

    /// <summary>Addresses and names alone: they come from a cluster, and a word that begins with a dash would be an option.</summary>
    private static bool IsHost(string text) =>
        text is [not '-', ..] && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '_');

    /// <summary><c>ssh -G</c> prints the configuration in force for a host; what it says for any host is no configuration of this one.</summary>
    private async Task<bool> IsConfiguredAsync(string host, CancellationToken cancellation)
    {
        var own = await ConfigurationAsync(host, cancellation).ConfigureAwait(false);
        var any = await ConfigurationAsync("any.kubenettui.invalid", cancellation).ConfigureAwait(false);
        return own is not null && any is not null
            && !own.Where(l => Decides(l, host)).ToHashSet().SetEquals(any.Where(l => Decides(l, "any.kubenettui.invalid")));
    }

    private static bool Decides(string line, string host) =>
        line != $"hostname {host}"
        && (line.StartsWith("hostname ", StringComparison.Ordinal) || line.StartsWith("user ", StringComparison.Ordinal)
            || line.StartsWith("proxyjump ", StringComparison.Ordinal) || line.StartsWith("identityfile ", StringComparison.Ordinal));

    private async Task<string[]?> ConfigurationAsync(string host, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in (string[])["-G", "--", host])
        {
            info.ArgumentList.Add(word);
        }

        try
        {
            using var process = Process.Start(info);
            if (process is null)
            {
                return null;
            }

            var error = process.StandardError.ReadToEndAsync(cancellation);
            var text = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return process.ExitCode == 0 ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : null;
        }
        catch (Win32Exception)
        {
            return null; // no ssh here
        }
    }
}
