using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A NetworkPolicy of networking.k8s.io/v1. What it allows is added to what all others allow; none forbids by itself.</summary>
public sealed record NetworkPolicy : ApiObject
{
    public override string Kind => "NetworkPolicy";

    /// <summary>Pods of its namespace that it isolates; empty: all of them.</summary>
    public LabelSelector PodSelector { get; init; } = LabelSelector.Everything;

    /// <summary>As written; empty where the field is absent, see <see cref="IsolatesEgress"/>.</summary>
    public IReadOnlyList<string> PolicyTypes { get; init; } = [];

    public IReadOnlyList<PolicyRule> Ingress { get; init; } = [];
    public IReadOnlyList<PolicyRule> Egress { get; init; } = [];

    /// <summary>Absent policyTypes mean Ingress (SetDefaults_NetworkPolicy in pkg/apis/networking/v1/defaults.go).</summary>
    public bool IsolatesIngress => PolicyTypes.Count == 0 || PolicyTypes.Contains("Ingress");

    /// <summary>Absent policyTypes mean Egress too where there are egress rules; an empty list of them does not count.</summary>
    public bool IsolatesEgress => PolicyTypes.Count == 0 ? Egress.Count > 0 : PolicyTypes.Contains("Egress");

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out NetworkPolicy? policy, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out policy, out why, keepRaw, strings);

    internal static NetworkPolicy Read(ref ObjectReader r)
    {
        NetworkPolicy policy = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { policy = policy with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("podSelector"u8)) { policy = policy with { PodSelector = LabelSelector.Read(ref r) }; }
                        else if (r.Is("policyTypes"u8)) { policy = policy with { PolicyTypes = r.Texts() }; }
                        else if (r.Is("ingress"u8)) { policy = policy with { Ingress = r.List(PolicyRule.Read) }; }
                        else if (r.Is("egress"u8)) { policy = policy with { Egress = r.List(PolicyRule.Read) }; }
                    }
                }
            }
        }

        return policy;
    }
}

/// <summary>One entry of <c>ingress</c> or <c>egress</c>: any of the peers, on any of the ports. No peers: everyone; no ports: every port.</summary>
public sealed record PolicyRule(IReadOnlyList<PolicyPeer> Peers, IReadOnlyList<PolicyPort> Ports)
{
    internal static PolicyRule Read(ref ObjectReader r)
    {
        PolicyPeer[] peers = [];
        PolicyPort[] ports = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("from"u8) || r.Is("to"u8)) { peers = r.List(PolicyPeer.Read); }
                else if (r.Is("ports"u8)) { ports = r.List(PolicyPort.Read); }
            }
        }

        return new PolicyRule(peers, ports);
    }
}

/// <summary>
/// Who is allowed. Without a namespace selector the pods are those of the policy's own namespace; with both selectors both must hold.
/// </summary>
/// <param name="Pods">Null: not given, which with a namespace selector means all pods.</param>
/// <param name="Namespaces">Null: not given.</param>
/// <param name="Block">Null: not given; the API allows it only alone.</param>
public sealed record PolicyPeer(LabelSelector? Pods, LabelSelector? Namespaces, IpBlock? Block)
{
    public override string ToString() => this switch
    {
        { Block: { } block } => block.ToString(),
        { Pods: null, Namespaces: { IsEmpty: true } } => "all namespaces",
        { Pods: null, Namespaces: { } ns } => $"namespaces {ns}",
        { Pods: { } pods, Namespaces: null } => pods.IsEmpty ? "all pods of the namespace" : $"pods {pods}",
        { Pods: { } pods, Namespaces: { } ns } =>
            $"{(pods.IsEmpty ? "all pods" : $"pods {pods}")} in {(ns.IsEmpty ? "all namespaces" : $"namespaces {ns}")}",
        _ => "nobody",
    };

    internal static PolicyPeer Read(ref ObjectReader r)
    {
        LabelSelector? pods = null, namespaces = null;
        IpBlock? block = null;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("podSelector"u8)) { pods = LabelSelector.Read(ref r); }
                else if (r.Is("namespaceSelector"u8)) { namespaces = LabelSelector.Read(ref r); }
                else if (r.Is("ipBlock"u8)) { block = IpBlock.Read(ref r); }
            }
        }

        return new PolicyPeer(pods, namespaces, block);
    }
}

/// <param name="Cidr">As written, e.g. <c>10.0.0.0/8</c>.</param>
/// <param name="Except">Ranges inside it that are not meant.</param>
public sealed record IpBlock(string Cidr, IReadOnlyList<string> Except)
{
    public override string ToString() => Cidr + (Except.Count > 0 ? $" except {string.Join(", ", Except)}" : "");

    internal static IpBlock Read(ref ObjectReader r)
    {
        var cidr = "";
        string[] except = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("cidr"u8)) { cidr = r.Text(); }
                else if (r.Is("except"u8)) { except = r.Texts(); }
            }
        }

        return new IpBlock(cidr, except);
    }
}

/// <param name="Protocol"><c>TCP</c> (the default), <c>UDP</c>, <c>SCTP</c>.</param>
/// <param name="Port">Of the destination pod, not of a service; empty: every port. A name is looked up in each destination pod.</param>
/// <param name="EndPort">0: only <paramref name="Port"/>; else the last of a range.</param>
public sealed record PolicyPort(string Protocol, PortRef Port, int EndPort)
{
    public override string ToString() => $"{(Port.IsEmpty ? "all ports" : EndPort > 0 ? $"{Port}-{EndPort}" : Port.ToString())}/{Protocol}";

    internal static PolicyPort Read(ref ObjectReader r)
    {
        var protocol = "TCP";
        PortRef port = default;
        var end = 0;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("protocol"u8)) { protocol = r.Text(); }
                else if (r.Is("port"u8)) { port = r.Port(); }
                else if (r.Is("endPort"u8)) { end = r.Number() ?? 0; }
            }
        }

        return new PolicyPort(protocol.Length > 0 ? protocol : "TCP", port, end);
    }
}
