using System.Text.Json;

namespace KubeNetTui.Collect;

/// <summary>A running pod whose container can look at its node's network.</summary>
/// <param name="IsHostPid">Sees the node's processes too, so that the node's own root can be entered.</param>
internal sealed record HostPod(string Node, string Namespace, string Name, string Container, bool IsHostNetwork, bool IsHostPid, bool IsPrivileged)
{
    // Agents that have the tools of the trade in their images; the first word of a DaemonSet pod's name.
    private static readonly string[] Agents =
        ["kube-proxy", "calico-node", "cilium", "kube-flannel", "antrea-agent", "kube-router", "kindnet", "weave-net", "aws-node", "canal", "ovn"];

    /// <summary>Lower is tried earlier.</summary>
    public int Rank =>
        (IsHostPid && IsPrivileged ? 0 : IsPrivileged ? 100 : 200)
        + (Array.FindIndex(Agents, a => Name.StartsWith(a, StringComparison.Ordinal)) is >= 0 and var place ? place : 50);

    /// <returns>Null for a pod that is of no use here.</returns>
    public static HostPod? Read(JsonElement pod)
    {
        if (Member(pod, "spec") is not { } spec || Text(spec, "nodeName") is not { Length: > 0 } node
            || Member(pod, "metadata") is not { } meta || Text(meta, "name") is not { } name || Text(meta, "namespace") is not { } ns
            || Member(meta, "deletionTimestamp") is not null)
        {
            return null;
        }

        var (isHostNetwork, isHostPid) = (Flag(spec, "hostNetwork"), Flag(spec, "hostPID"));
        HostPod? best = null;
        foreach (var container in Items(spec, "containers"))
        {
            var security = Member(container, "securityContext");
            var isPrivileged = security is { } context && Flag(context, "privileged");
            var mayLook = isPrivileged || (security is { } s && Member(s, "capabilities") is { } c
                && Items(c, "add").Any(a => a.ValueKind == JsonValueKind.String && a.GetString() is "NET_ADMIN" or "ALL"));
            if (Text(container, "name") is { } containerName && mayLook && (isHostNetwork || (isHostPid && isPrivileged)) && IsRunning(pod, containerName))
            {
                var found = new HostPod(node, ns, name, containerName, isHostNetwork, isHostPid, isPrivileged);
                best = best is null || found.Rank < best.Rank ? found : best;
            }
        }

        return best;
    }

    private static bool IsRunning(JsonElement pod, string container) =>
        Member(pod, "status") is { } status
        && Items(status, "containerStatuses").Any(s => Text(s, "name") == container && Member(s, "state") is { } state && Member(state, "running") is not null);

    private static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string? Text(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    private static bool Flag(JsonElement value, string name) => Member(value, name) is { ValueKind: JsonValueKind.True };

    private static JsonElement.ArrayEnumerator Items(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;
}
