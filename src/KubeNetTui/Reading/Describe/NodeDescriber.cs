using KubeNetTui.App;
using KubeNetTui.Azure;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class NodeDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
        [Evidence.Needs.NodeLeases(), PodsOn(selection.Name), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        if (!Node.TryParse(o.Json.Span, out var node, out var why))
        {
            page.Sentence($"This is no node that can be read: {why}", Tone.Error);
            return;
        }

        var leases = o.Evidence.NodeLeases();
        var lease = leases.Items.FirstOrDefault(l => l.Name == node.Name);
        page.Head(o, LiveVerdict.OfNode(node, lease, leases.Items.Count > 0 ? leases.Items.Max(static l => l.Renewed) : null));
        page.Heading("Node");
        WriteHeartbeat(page, o, leases, lease);
        page.Field("schedulable", node.Unschedulable ? "no: cordoned; the pods that are there work on" : "", Tone.Warn);
        foreach (var taint in node.Taints)
        {
            page.Field("taint", $"{taint}{(o.Age(taint.Added) is { Length: > 0 } age ? $"   for {age}" : "")}");
        }

        page.Field("kubelet", node.KubeletVersion + (node.KubeletPort > 0 ? $", port {node.KubeletPort}" : ""));
        page.Field("runtime", node.ContainerRuntime);
        page.Field("system", string.Join(", ", new[] { node.OsImage, node.KernelVersion }.Where(static t => t.Length > 0)));
        page.Field("zone", node.Zone);
        WriteAzure(page, node);
        page.Heading("Network");
        foreach (var address in node.Addresses)
        {
            page.Field(address.Type, address.Address);
        }

        page.Field("pod CIDRs", node.PodCidrs.Count > 0 ? string.Join(", ", node.PodCidrs) : "none: the CNI hands addresses out by itself");
        page.Conditions(o, node.Conditions, static c => CommonParts.ConditionTone(c, trueIsBad: c.Type != "Ready"));
        WritePods(page, o, node);
        page.Events(o);
        page.Labels(o);
    }

    private static ListNeed PodsOn(string node) => Evidence.Needs.Pods(null) with { FieldSelector = $"spec.nodeName={node}" };

    private static void WriteHeartbeat(PageBuilder page, Described o, Reading<Lease> leases, Lease? lease)
    {
        if (!leases.IsRead)
        {
            page.Field("heartbeat", "? " + leases.Problem, Tone.Unknown);
            return;
        }

        page.Field(
            "heartbeat",
            lease is null ? "no lease in kube-node-lease: the kubelet has never reported" : $"{o.Age(lease.Renewed)} ago (good for {lease.DurationSeconds} s)",
            lease is null ? Tone.Fail : Tone.Text);
    }

    private static void WriteAzure(PageBuilder page, Node node)
    {
        if (!AzureInstance.TryParse(node.ProviderId, out var azure, out _))
        {
            page.Field("provider ID", node.ProviderId);
            return;
        }

        page.Field("Azure", azure.ScaleSet is { } set ? $"instance {azure.Name} of scale set {set}" : $"virtual machine {azure.Name}");
        page.Field("resource group", $"{azure.ResourceGroup} (subscription {azure.Subscription})");
    }

    private static void WritePods(PageBuilder page, Described o, Node node)
    {
        var pods = o.Evidence.Read<Pod>(PodsOn(node.Name));
        page.Heading("Pods", pods.IsRead ? $"{pods.Items.Count}, of which {pods.Items.Count(static p => p is { HostNetwork: true })} in the node's own network" : "");
        if (!page.SaysMissing(pods) && pods.Items.Count > 0)
        {
            page.PodTable(o, [.. pods.Items.OrderByDescending(p => PodWords.StateOf(p, [], o.Now).Verdict).ThenBy(static p => p.FullName, StringComparer.Ordinal)]);
        }
    }
}
