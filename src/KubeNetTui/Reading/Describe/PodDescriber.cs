using KubeNetTui.Checks;
using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class PodDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        Evidence.Needs.Services(selection.Namespace),
        Evidence.Needs.EndpointSlices(selection.Namespace),
        Evidence.Needs.NetworkPolicies(selection.Namespace),
        CommonParts.EventsOf(selection),
    ];

    public void Write(PageBuilder page, Described o)
    {
        if (!Pod.TryParse(o.Json.Span, out var pod, out var why))
        {
            page.Sentence($"This is no pod that can be read: {why}", Tone.Error);
            return;
        }

        var warnings = o.Evidence.Read<KubeEvent>(CommonParts.EventsOf(o.Selection)).Items
            .Where(static e => e.IsWarning).OrderByDescending(static e => e.Last).ToList();
        page.Head(o, PodWords.StateOf(pod, warnings, o.Now));
        page.Heading("Status");
        page.Field("status", PodWords.Status(pod));
        page.Field("why", string.Join(": ", new[] { pod.Reason, pod.Message }.Where(static t => t.Length > 0)), Tone.Warn);
        page.Field("ready", PodWords.Ready(pod));
        page.Field("node", pod.NodeName.Length > 0 ? pod.NodeName : "not scheduled", Tone.Text, o.Link("Node", "", pod.NodeName));
        page.Owners(o);
        WriteNetwork(page, o, pod);
        page.Conditions(o, pod.Conditions, static c => CommonParts.ConditionTone(c));
        WriteContainers(page, o, pod);
        WriteUses(page, o);
        page.ServicesFor(o, pod.Meta.Labels, pod.Namespace);
        PolicyWords.WriteFor(page, o, pod.Meta.Labels);
        page.Events(o);
        page.Labels(o);
    }

    private static void WriteNetwork(PageBuilder page, Described o, Pod pod)
    {
        page.Heading("Network");
        page.Field("pod IPs", pod.Ips.Count > 0 ? string.Join(", ", pod.Ips) : "none yet: its sandbox is not up");
        page.Field("node IPs", string.Join(", ", pod.HostIps));
        if (pod.HostNetwork)
        {
            page.Field("namespace", "the node's own (hostNetwork): network policies don't apply, ports are the node's", Tone.Warn);
        }

        page.Field("DNS policy", pod.DnsPolicy);
        page.Field("host name", (pod.Hostname + (pod.Subdomain.Length > 0 ? "." + pod.Subdomain : "")).TrimStart('.'));
        page.Field("service account", pod.ServiceAccount, Tone.Text, o.Link("ServiceAccount", pod.Namespace, pod.ServiceAccount));
        foreach (var gate in pod.ReadinessGates)
        {
            page.Field("readiness gate", $"{gate}: {pod.Condition(gate)?.Status ?? "not set by anybody: the pod can't become ready"}");
        }
    }

    private static void WriteUses(PageBuilder page, Described o)
    {
        var uses = PodSpecUses.All(o.Root["spec"]).Where(static u => u.Name.Length > 0 && u.Kind != "ServiceAccount").Distinct().GroupBy(static u => (u.Kind, u.Name)).ToList();
        if (uses.Count > 0)
        {
            page.Heading("Uses");
            page.Table(["KIND", "NAME", "HOW"], [.. uses.Select(u => new PageRow(
                [new TextRun(u.Key.Kind, Tone.Dim), new TextRun(u.Key.Name), new TextRun(string.Join(", ", u.Select(static x => x.How)), Tone.Dim)],
                o.Link(u.Key.Kind, o.Namespace, u.Key.Name)))]);
        }
    }

    private static void WriteContainers(PageBuilder page, Described o, Pod pod)
    {
        foreach (var container in pod.Containers.Concat(pod.EphemeralContainers))
        {
            var kind = container.IsEphemeral ? "debug container" : container.IsSidecar ? "sidecar" : container.IsInit ? "init container" : "container";
            page.Heading($"{char.ToUpperInvariant(kind[0])}{kind[1..]} {container.Name}", container.Image);
            WriteState(page, o, container);
            foreach (var port in container.Ports)
            {
                var name = port.Name.Length > 0 ? $" \"{port.Name}\"" : "";
                var host = port.HostPort > 0 ? $", on the node {(port.HostIp.Length > 0 ? port.HostIp : "*")}:{port.HostPort}" : "";
                page.Field("port", $"{port.Port}/{port.Protocol}{name}{host}");
            }

            WriteProbe("readiness", container.Readiness);
            WriteProbe("liveness", container.Liveness);
            WriteProbe("startup", container.Startup);
        }

        void WriteProbe(string name, Probe? probe) => page.Field(name, probe is null ? ""
            : $"{probe}  every {probe.Period} s, {probe.Timeout} s to answer, {probe.FailureThreshold} failures count"
                + (probe.InitialDelay > 0 ? $", after {probe.InitialDelay} s" : ""));
    }

    private static void WriteState(PageBuilder page, Described o, Container container)
    {
        if (container.Status is not { } status)
        {
            page.Field("state", "not reported yet", Tone.Dim);
            return;
        }

        var (words, tone) = status.State switch
        {
            { Phase: ContainerPhase.Running } s => ($"running for {o.Age(s.StartedAt)}", status.Ready ? Tone.Pass : Tone.Warn),
            { Phase: ContainerPhase.Waiting } s => (Because($"waiting: {s.Reason}", s.Message), Tone.Fail),
            { Phase: ContainerPhase.Terminated, ExitCode: 0 } s => ($"completed {o.Age(s.FinishedAt)} ago", Tone.Dim),
            { Phase: ContainerPhase.Terminated } s => (Because($"ended with {s.ExitCode} ({s.Reason}) {o.Age(s.FinishedAt)} ago", s.Message), Tone.Fail),
            _ => ("not reported yet", Tone.Dim),
        };
        page.Field("state", [
            new TextRun(words, tone),
            new TextRun(container.IsOrdinaryInit ? "" : status.Ready ? ", ready" : ", not ready", status.Ready ? Tone.Pass : tone),
        ]);
        if (status.RestartCount > 0)
        {
            var last = status.LastState;
            var ended = last.Phase == ContainerPhase.Terminated
                ? $", the last one ended with {last.ExitCode} ({last.Reason}) {o.Age(last.FinishedAt)} ago"
                : "";
            page.Field("restarts", $"{status.RestartCount}{ended}", Tone.Warn);
        }
    }

    private static string Because(string what, string message) => message.Length > 0 ? $"{what}: {message}" : what;
}
