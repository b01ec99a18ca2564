using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A node's heartbeat when it is in <c>kube-node-lease</c>; a leader's claim elsewhere.</summary>
public sealed record Lease : ApiObject
{
    public override string Kind => "Lease";
    public string Holder { get; init; } = "";

    /// <summary>Seconds that a renewal is good for; 0 where it does not say.</summary>
    public int DurationSeconds { get; init; }

    public DateTimeOffset? Renewed { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out Lease? lease, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out lease, out why, keepRaw, strings);

    internal static Lease Read(ref ObjectReader r)
    {
        Lease lease = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { lease = lease with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("holderIdentity"u8)) { lease = lease with { Holder = r.Text() }; }
                        else if (r.Is("leaseDurationSeconds"u8)) { lease = lease with { DurationSeconds = r.Number() ?? 0 }; }
                        else if (r.Is("renewTime"u8)) { lease = lease with { Renewed = r.Time() }; }
                    }
                }
            }
        }

        return lease;
    }
}
