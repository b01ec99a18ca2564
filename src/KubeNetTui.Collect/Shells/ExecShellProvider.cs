using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>Exec into pods that are on the node already: no footprint at all.</summary>
internal sealed class ExecShellProvider(ApiClient client, HostPods pods) : INodeShellProvider
{
    /// <summary>A node has dozens of privileged pods (CSI drivers); what the first few have not, the others hardly have.</summary>
    private const int MostPods = 4;

    // A role gives exec in a namespace or does not: after one refusal its other pods are not tried.
    private readonly ConcurrentDictionary<string, bool> _refused = new();

    public NodeShellKind Kind => NodeShellKind.Exec;

    public async IAsyncEnumerable<ShellAttempt> AttemptsAsync(NodeTarget node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (found, problem) = await pods.OnAsync(node.Name, cancellation).ConfigureAwait(false);
        if (problem is not null)
        {
            yield return problem;
        }

        foreach (var pod in found.Take(MostPods))
        {
            if (_refused.ContainsKey(pod.Namespace))
            {
                yield return new ShellAttempt(
                    null, $"403 on pods/exec in {pod.Namespace}", ApiPaths.Permission("create", "", "pods/exec", pod.Namespace), IsDenied: true);
                yield break;
            }

            var command = pod is { IsHostPid: true, IsPrivileged: true } ? NodeWrapper.IntoNode(pod.IsHostNetwork) : NodeWrapper.Plain;
            var shell = new ExecNodeShell(client, new ExecTarget(NodeShellKind.Exec, node.Name, pod.Namespace, pod.Name, pod.Container, command));
            yield return new ShellAttempt(shell);
        }
    }

    public void Refused(string ns) => _refused[ns] = true;
}
