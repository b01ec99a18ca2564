using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Which of a service's addresses.</summary>
public enum FrontendKind
{
    ClusterIp,
    NodePort,
    ExternalIp,
    LoadBalancer,
}

/// <summary>An address and port that a node is to answer for.</summary>
/// <param name="Address">Null for a node port: all addresses of the node.</param>
/// <param name="Protocol">Lower case: <c>tcp</c>, <c>udp</c>, <c>sctp</c>.</param>
/// <param name="IsV6">The family, also of a node port.</param>
public readonly record struct Frontend(FrontendKind Kind, Ip? Address, int Port, string Protocol, bool IsV6 = false)
{
    /// <summary><c>10.96.0.1:443/tcp</c>, <c>node port 30080/tcp</c>.</summary>
    public override string ToString() => Kind == FrontendKind.NodePort
        ? $"node port {Port}/{Protocol}"
        : $"{(Address is { IsV6: true } v6 ? $"[{v6}]" : Address)}:{Port}/{Protocol}";
}

public enum ProgrammedKind
{
    /// <summary>The node does not know this frontend.</summary>
    Missing,

    /// <summary>It is sent to <see cref="Programmed.Endpoints"/>; to none where that is empty.</summary>
    Endpoints,

    /// <summary>Refused with an answer, as kube-proxy does for a service without endpoints.</summary>
    Rejects,

    /// <summary>Dropped, as kube-proxy does with policy Local where the node has no endpoint.</summary>
    Drops,

    /// <summary>What is there was not understood; <see cref="Programmed.Why"/> says what.</summary>
    NotUnderstood,
}

/// <summary>An endpoint that a node sends a frontend's traffic to.</summary>
/// <param name="IsDraining">Takes no new connections (IPVS weight 0): graceful termination.</param>
public readonly record struct ProgrammedEndpoint(Ip Address, int Port, bool IsDraining = false)
{
    public override string ToString() => Address.IsV6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}

/// <summary>What a node does with one frontend.</summary>
/// <param name="Lines">Zero-based lines of <see cref="IServiceDataPlane.Output"/> that say so, for the exhibit; may be empty.</param>
public sealed record Programmed(ProgrammedKind Kind, IReadOnlyList<ProgrammedEndpoint> Endpoints, IReadOnlyList<int> Lines, string Why = "")
{
    public static Programmed Missing { get; } = new(ProgrammedKind.Missing, [], []);
}

/// <summary>What kube-proxy has written on one node, of one family, in one mode, as an index: looked up for every port of every service.</summary>
public interface IServiceDataPlane
{
    /// <summary>As kube-proxy calls it: <c>iptables</c>, <c>ipvs</c>, <c>nftables</c>.</summary>
    string Mode { get; }

    /// <summary>Where it was read.</summary>
    Section Section { get; }

    CommandOutput Output { get; }

    /// <summary>All of it was read and understood as far as the frame goes: what is not found is not there.</summary>
    bool IsWhole { get; }

    Programmed Find(Frontend frontend);
}

/// <summary>A mode of kube-proxy: what it is read from, and how.</summary>
public interface IServiceDataPlaneReader
{
    string Mode { get; }

    /// <summary>Sections of the node that show it, given what has been read.</summary>
    IEnumerable<Need> Needs(string node, bool isV6, IEvidence soFar);

    /// <summary>
    /// The data plane on a node; null where the node has nothing of this mode. Made once per output (<see cref="CommandOutput.As{T}"/>), however
    /// many services ask.
    /// </summary>
    IServiceDataPlane? Open(string node, bool isV6, IEvidence evidence);
}
