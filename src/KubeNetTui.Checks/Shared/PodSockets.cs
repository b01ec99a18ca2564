using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whether a process in a pod takes what is sent to an address and port of it.</summary>
/// <param name="Sentence">What is wrong, about the pod: "listens on 127.0.0.1:2525 only"; "" for <see cref="ListeningState.Yes"/>.</param>
/// <param name="Lines">Picks the lines of the output that tell.</param>
internal sealed record PodSockets(ListeningState State, string Sentence, Predicate<string> Lines)
{
    /// <summary>Proxies beside the container take connections in its stead, by rules in the pod's own namespace.</summary>
    private static readonly string[] Sidecars = ["istio-proxy", "linkerd-proxy", "envoy", "consul-dataplane", "kuma-sidecar"];

    public static bool HasSidecar(Pod pod) => pod.Containers.Any(c => Sidecars.Contains(c.Name));

    public static PodSockets Of(SocketTable sockets, string address, int port, string protocol)
    {
        var kind = protocol == "UDP" ? SocketProtocol.Udp : SocketProtocol.Tcp;
        List<SocketEntry> there = [.. sockets.ListeningOn(kind, port)];
        var mark = $":{port}";
        bool Marks(string line) => line.Contains(mark + " ", StringComparison.Ordinal) || line.EndsWith(mark, StringComparison.Ordinal)
            || line.Contains($":{port:X4} ", StringComparison.Ordinal);
        if (there.Exists(s => s.Accepts(address)))
        {
            return new(ListeningState.Yes, "", Marks);
        }

        if (there.Count == 0)
        {
            List<string> others = [.. sockets.Listening.Where(s => s.Protocol == kind
                && !s.IsLoopbackOnly).Select(s => s.Port).Distinct().Order().Select(p => $"{p}")];
            return new(
                ListeningState.Nobody,
                $"nobody listens on {port}/{protocol}{(others.Count > 0 ? $", but on {Words.Some(others, 5)}" : sockets.Listening.Any() ? "" : "; nothing listens in the pod at all")}", _ => true);
        }

        var at = Words.Some(there.Select(s => s.IsAnyAddress ? s.V6Only == true ? "IPv6 addresses" : "another family's addresses"
            : s.Address.Contains(':', StringComparison.Ordinal) ? $"[{s.Address}]" : s.Address).Distinct());
        return there.TrueForAll(s => s.IsLoopbackOnly)
            ? new(ListeningState.LoopbackOnly, $"port {port}/{protocol} is listened on at {at} only: nobody outside the pod reaches it", Marks)
            : new(ListeningState.OtherAddress, $"port {port}/{protocol} is listened on at {at} only, not at {address}", Marks);
    }
}

internal enum ListeningState
{
    Yes,
    Nobody,
    LoopbackOnly,

    /// <summary>At an address that is not the pod's, or of the other family alone.</summary>
    OtherAddress,
}
