using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A Gateway of gateway.networking.k8s.io.</summary>
public sealed record Gateway : ApiObject
{
    public override string Kind => "Gateway";

    public string ClassName { get; init; } = "";

    public IReadOnlyList<GatewayListener> Listeners { get; init; } = [];

    /// <summary>From the status: where it can be reached.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary><c>Accepted</c>, <c>Programmed</c>; those of a listener stand with it.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out Gateway? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out value, out why, keepRaw, strings);

    internal static Gateway Read(ref ObjectReader r)
    {
        Gateway gateway = new() { Meta = ObjectMeta.None };
        GatewayListener[] states = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { gateway = gateway with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("gatewayClassName"u8)) { gateway = gateway with { ClassName = r.Text() }; }
                        else if (r.Is("listeners"u8)) { gateway = gateway with { Listeners = r.List(GatewayListener.Read) }; }
                    }
                }
                else if (r.Is("status"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("addresses"u8)) { gateway = gateway with { Addresses = r.List(ReadAddress) }; }
                        else if (r.Is("conditions"u8)) { gateway = gateway with { Conditions = r.List(Condition.Read) }; }
                        else if (r.Is("listeners"u8)) { states = r.List(GatewayListener.Read); }
                    }
                }
            }
        }

        return gateway with
        {
            Listeners = [.. gateway.Listeners.Select(l => Array.Find(states, s => s.Name == l.Name) is { } state
                ? l with { AttachedRoutes = state.AttachedRoutes, Conditions = state.Conditions } : l)],
        };
    }

    private static string ReadAddress(ref ObjectReader r) => NamedItem.Read(ref r, "value"u8);
}

/// <summary>One listener, from the spec and from the status, which are matched by name.</summary>
public sealed record GatewayListener
{
    public string Name { get; init; } = "";

    /// <summary><c>HTTP</c>, <c>HTTPS</c>, <c>TLS</c>, <c>TCP</c>, <c>UDP</c>, or a name of the implementation's own.</summary>
    public string Protocol { get; init; } = "";

    public int Port { get; init; }

    /// <summary>"" for any.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Namespaces whose routes may attach: <c>Same</c> (the default), <c>All</c>, <c>Selector</c>.</summary>
    public string AllowedFrom { get; init; } = "Same";

    /// <summary>Names of the secrets with its certificates; with the namespace where that is another one.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>Routes that the controller has attached; null where it has said nothing yet.</summary>
    public int? AttachedRoutes { get; init; }

    /// <summary><c>Accepted</c>, <c>Programmed</c>, <c>ResolvedRefs</c>, <c>Conflicted</c>.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary><c>https:443</c>.</summary>
    public override string ToString() => $"{Name}:{Port}";

    internal static GatewayListener Read(ref ObjectReader r)
    {
        GatewayListener listener = new();
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { listener = listener with { Name = r.Text() }; }
                else if (r.Is("protocol"u8)) { listener = listener with { Protocol = r.Text() }; }
                else if (r.Is("port"u8)) { listener = listener with { Port = r.Number() ?? 0 }; }
                else if (r.Is("hostname"u8)) { listener = listener with { Hostname = r.Text() }; }
                else if (r.Is("attachedRoutes"u8)) { listener = listener with { AttachedRoutes = r.Number() }; }
                else if (r.Is("conditions"u8)) { listener = listener with { Conditions = r.List(Condition.Read) }; }
                else if (r.Is("allowedRoutes"u8)) { listener = listener with { AllowedFrom = ReadAllowed(ref r) }; }
                else if (r.Is("tls"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("certificateRefs"u8)) { listener = listener with { Certificates = r.List(ReadCertificate) }; }
                    }
                }
            }
        }

        return listener;
    }

    private static string ReadAllowed(ref ObjectReader r)
    {
        var from = "Same";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("namespaces"u8)) { from = NamedItem.Read(ref r, "from"u8) is { Length: > 0 } given ? given : from; }
            }
        }

        return from;
    }

    private static string ReadCertificate(ref ObjectReader r)
    {
        string ns = "", name = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("namespace"u8)) { ns = r.Text() + "/"; }
            }
        }

        return ns + name;
    }
}
