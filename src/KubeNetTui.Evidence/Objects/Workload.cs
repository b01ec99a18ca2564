using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A Deployment, ReplicaSet, StatefulSet or DaemonSet: what says how many pods it should have, and how they are labelled.</summary>
public sealed record Workload : ApiObject
{
    public required string WorkloadKind { get; init; }

    public override string Kind => WorkloadKind;

    /// <summary>How many pods it should have; for a DaemonSet, how many nodes want one.</summary>
    public int Desired { get; init; }

    public int Ready { get; init; }

    /// <summary>The labels that its pods carry.</summary>
    public LabelSet PodLabels { get; init; } = LabelSet.Empty;

    /// <summary>The ports on the node's own address that its pods claim (<c>hostPort</c>); none as a rule.</summary>
    public IReadOnlyList<ContainerPort> HostPorts { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json, string kind, [NotNullWhen(true)] out Workload? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, (ref ObjectReader r) => Read(ref r, kind), out value, out why, keepRaw, strings);

    internal static Workload Read(ref ObjectReader r, string kind)
    {
        Workload w = new() { Meta = ObjectMeta.None, WorkloadKind = kind };

        // Absent means 1 for those that have replicas: the API server fills it in, a hand-written bundle may not.
        int desired = kind == "DaemonSet" ? 0 : 1;
        int? scheduled = null;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { w = w with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("replicas"u8)) { desired = r.Number() ?? desired; }
                        else if (r.Is("template"u8)) { w = ReadTemplate(ref r, w); }
                    }
                }
                else if (r.Is("status"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("readyReplicas"u8) || r.Is("numberReady"u8)) { w = w with { Ready = r.Number() ?? 0 }; }
                        else if (r.Is("desiredNumberScheduled"u8)) { scheduled = r.Number(); }
                    }
                }
            }
        }

        return w with { Desired = scheduled ?? desired };
    }

    private static Workload ReadTemplate(ref ObjectReader r, Workload w)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("labels"u8)) { w = w with { PodLabels = r.Labels() }; }
                    }
                }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("containers"u8))
                        {
                            ContainerPort[] ports = [.. r.List(Container.Read).SelectMany(c => c.Ports).Where(p => p.HostPort > 0)];
                            w = w with { HostPorts = ports };
                        }
                    }
                }
            }
        }

        return w;
    }
}
