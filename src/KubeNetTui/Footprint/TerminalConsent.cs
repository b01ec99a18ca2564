using KubeNetTui.Collect;
using KubeNetTui.CommandLine;
using KubeNetTui.Terminal;

namespace KubeNetTui.Footprint;

/// <summary>Asks on the terminal, with the manifest shown, before a debug pod is made; never where nobody sits.</summary>
internal sealed class TerminalConsent(ProgramHost host, NodeShellChoice choice, Action beforeAsking)
{
    /// <summary>Null where there is nobody to be asked and nothing was agreed to beforehand.</summary>
    public Func<DebugPodRequest, CancellationToken, ValueTask<bool>>? Ask =>
        choice.AllowsDebugPods || (host.Answers is not null && host.ErrorIsTerminal) ? AskAsync : null;

    private async ValueTask<bool> AskAsync(DebugPodRequest request, CancellationToken cancellation)
    {
        beforeAsking();
        var where = request.Nodes.Count == 1 ? $"node {request.Nodes[0]}" : $"each of {request.Nodes.Count} nodes where it is needed ({string.Join(", ", request.Nodes.Take(4))}{(request.Nodes.Count > 4 ? ", …" : "")})";
        var text = $"A debug pod on {where}: {request.Why}. It is privileged, and removed after use.\n\n{request.Manifest}\n";
        await host.Error.WriteAsync(SafeText.Clean(text, keepLines: true)).ConfigureAwait(false);
        if (choice.AllowsDebugPods)
        {
            await host.Error.WriteLineAsync("Agreed to by --allow-debug-pods.").ConfigureAwait(false);
            return true;
        }

        await host.Error.WriteAsync("Make it? [y/N] ").ConfigureAwait(false);
        await host.Error.FlushAsync(cancellation).ConfigureAwait(false);

        // A read from a terminal can't be cancelled; the process that ends takes it along.
        var answer = await Task.Run(host.Answers!.ReadLine, cancellation).WaitAsync(cancellation).ConfigureAwait(false);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
