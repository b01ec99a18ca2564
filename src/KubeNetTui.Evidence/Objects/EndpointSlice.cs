using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

public sealed record EndpointSlice : ApiObject
{
    public override string Kind => "EndpointSlice";

    /// <summary>The service it belongs to, by its label; "" where it belongs to none.</summary>
    public string ServiceName => Meta.Labels["kubernetes.io/service-name"] ?? "";

    /// <summary>Who keeps it: <c>endpointslice-controller.k8s.io</c>, the mirroring controller, or "" and other names for hand-made ones.</summary>
    public string ManagedBy => Meta.Labels["endpointslice.kubernetes.io/managed-by"] ?? "";

    /// <summary>Kept by the controller from the service's selector and its pods.</summary>
    public bool IsControllerMade => ManagedBy == "endpointslice-controller.k8s.io";

    /// <summary><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</summary>
    public string AddressType { get; init; } = "IPv4";

    public IReadOnlyList<EndpointPort> Ports { get; init; } = [];
    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out EndpointSlice? slice, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out slice, out why, keepRaw, strings);

    internal static EndpointSlice Read(ref ObjectReader r)
    {
        EndpointSlice slice = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { slice = slice with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("addressType"u8)) { slice = slice with { AddressType = r.Text() }; }
                else if (r.Is("ports"u8)) { slice = slice with { Ports = r.List(EndpointPort.Read) }; }
                else if (r.Is("endpoints"u8)) { slice = slice with { Endpoints = r.List(Endpoint.Read) }; }
            }
        }

        return slice;
    }
}

/// <param name="Name">The service port's name, by which the two are matched; "" for a service with one nameless port.</param>
/// <param name="Port">0: none given, which means all ports.</param>
public sealed record EndpointPort(string Name, string Protocol, int Port, string AppProtocol)
{
    internal static EndpointPort Read(ref ObjectReader r)
    {
        string name = "", protocol = "TCP", app = "";
        int port = 0;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("protocol"u8)) { protocol = r.Text(); }
                else if (r.Is("port"u8)) { port = r.Number() ?? 0; }
                else if (r.Is("appProtocol"u8)) { app = r.Text(); }
            }
        }

        return new EndpointPort(name, protocol, port, app);
    }
}

/// <summary>One endpoint. Conditions that are absent have the value that the API gives them: ready, serving as ready, not terminating.</summary>
public sealed record Endpoint
{
    public IReadOnlyList<string> Addresses { get; init; } = [];
    public bool Ready { get; init; } = true;
    public bool Serving { get; init; } = true;
    public bool Terminating { get; init; }
    public string NodeName { get; init; } = "";
    public string Zone { get; init; } = "";
    public string Hostname { get; init; } = "";

    /// <summary><c>Pod</c> as a rule; "" for a hand-made endpoint.</summary>
    public string TargetKind { get; init; } = "";

    public string TargetName { get; init; } = "";
    public string TargetNamespace { get; init; } = "";
    public string TargetUid { get; init; } = "";

    /// <summary>Zones that traffic is to come from (topology-aware routing); empty: any.</summary>
    public IReadOnlyList<string> ZoneHints { get; init; } = [];

    internal static Endpoint Read(ref ObjectReader r)
    {
        Endpoint e = new();
        bool? ready = null, serving = null, terminating = null;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("addresses"u8)) { e = e with { Addresses = r.Texts() }; }
                else if (r.Is("nodeName"u8)) { e = e with { NodeName = r.Text() }; }
                else if (r.Is("zone"u8)) { e = e with { Zone = r.Text() }; }
                else if (r.Is("hostname"u8)) { e = e with { Hostname = r.Text() }; }
                else if (r.Is("targetRef"u8)) { e = ReadTarget(ref r, e); }
                else if (r.Is("hints"u8)) { e = e with { ZoneHints = ReadHints(ref r) }; }
                else if (r.Is("conditions"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("ready"u8)) { ready = r.Flag(); }
                        else if (r.Is("serving"u8)) { serving = r.Flag(); }
                        else if (r.Is("terminating"u8)) { terminating = r.Flag(); }
                    }
                }
            }
        }

        return e with { Ready = ready ?? true, Serving = serving ?? ready ?? true, Terminating = terminating ?? false };
    }

    private static Endpoint ReadTarget(ref ObjectReader r, Endpoint e)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("kind"u8)) { e = e with { TargetKind = r.Text() }; }
                else if (r.Is("name"u8)) { e = e with { TargetName = r.Text() }; }
                else if (r.Is("namespace"u8)) { e = e with { TargetNamespace = r.Text() }; }
                else if (r.Is("uid"u8)) { e = e with { TargetUid = r.Text() }; }
            }
        }

        return e;
    }

    private static string[] ReadHints(ref ObjectReader r)
    {
        string[] zones = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("forZones"u8)) { zones = r.List(NamedItem.Read); }
            }
        }

        return zones;
    }
}
