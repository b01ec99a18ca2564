using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>Sockets of a node, of a pod, or of each endpoint of a service: what listens and who reaches it, or what is connected.</summary>
internal sealed record SocketsPane(bool IsListening) : Pane
{
    /// <summary>Endpoints whose sockets are read.</summary>
    private const int MostPods = 10;

    private static readonly TableColumn[] ListenColumns =
        [NameColumn("Port"), Text("Proto"), Text("Address"), Text("Reached from"), Text("Process"), Shrinking("For"), Text("Of"), Number("Waiting", 1), Text("Note")];

    private static readonly TableColumn[] AllColumns =
        [Text("Proto"), Text("State"), Text("Local"), Text("Peer"), Text("Who"), Text("Process"), Text("Of"), Number("Unread", 1), Number("Unsent", 1)];

    public override string Word => "sockets";

    public override string Noun => "sockets";

    public override IReadOnlyList<PaneSwitch> Switches =>
        [new("sockets.all", "a", IsListening ? "connections" : "listening", "The TCP connections that there are; again: what listens.", new SocketsPane(!IsListening))];

    public override string TitleOf(string place) => $"{(IsListening ? "sockets" : "connections")}({place})";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar)
    {
        List<Need> needs = [Evidence.Needs.EndpointSlices(null), Evidence.Needs.Services(null)];
        foreach (var at in Places(place))
        {
            needs.AddRange(NetworkNeeds.Sockets(at, soFar));
            needs.AddRange(NetworkNeeds.Connections(at, soFar));
        }

        return needs;
    }

    public override PaneContent Build(PaneInput input)
    {
        var places = Places(input.Place);
        if (places.Count == 0)
        {
            return PaneContent.Of(PanePages.Nothing($"{input.Place.Subject} has no endpoint whose sockets could be read", "No pod stands behind it: v on the service says why."));
        }

        var readings = places.Select(at => (At: at, Reading: IsListening ? input.Evidence.Sockets(at) : input.Evidence.Connections(at))).ToList();
        if (readings.TrueForAll(r => !r.Reading.IsRead))
        {
            return PanePages.Missing(input, readings[0].Reading, readings[0].At, "sockets");
        }

        List<PaneRow> rows = [];
        List<Section> sections = [];
        List<ListNote> notes = [];
        foreach (var (at, reading) in readings)
        {
            if (reading.Value is not { } table)
            {
                notes.Add(new($"! {at}: {reading.Problem}", Tone.Warn));
                continue;
            }

            var section = sections.Count;
            sections.Add(reading.Section!);
            rows.AddRange(IsListening
                ? table.Listening.Select(s => ListenRow(input, at, s) with { Section = section })
                : table.Items.Where(s => s.State != "LISTEN").Select(s => ConnectionRow(input, at, s) with { Section = section }));
        }

        return new PaneContent(IsListening ? ListenColumns : AllColumns, rows)
        {
            Sections = sections, Notes = notes,
            Page = rows.Count > 0 ? null : PanePages.Nothing(
                IsListening ? $"Nothing listens in {places[0]}" : $"{places[0]} has no connection",
                IsListening ? "No process takes connections: traffic to it is refused." : "a shows what listens."),
        };
    }

    private static List<Place> Places(PanePlace place) => place switch
    {
        { PodPlace: { } pod } => [pod],
        { Service: { } service } =>
            [.. place.Endpoints.Where(e => e.TargetKind == "Pod").Select(e => Place.Pod(service.Namespace, e.TargetName)).Distinct().Take(MostPods)],
        _ => [Place.Node(place.Node)],
    };

    private static PaneRow ListenRow(PaneInput input, Place at, SocketEntry socket)
    {
        var wanted = WantedBy(input, at, socket);
        var reach = socket.IsLoopbackOnly ? "itself alone" : socket.IsAnyAddress ? socket.IsV6Socket ? socket.V6Only == true ? "anywhere, IPv6" : "anywhere" : "anywhere, IPv4" : "this address";
        var note = socket.IsLoopbackOnly && wanted.Length > 0 ? "✗ a service sends here, only loopback listens"
            : socket is { State: "LISTEN", SendQueue: > 0 } && socket.ReceiveQueue >= socket.SendQueue ? "✗ the queue is full: new connections are dropped"
            : "";
        return new PaneRow(
            $"{at}|{socket.Protocol}|{socket.Address}|{socket.Port}|{socket.Pid}|{socket.Device}", $"{socket.Port}", Proto(socket), socket.IsAnyAddress ? "*" : socket.Address, reach,
            ProcessOf(socket), wanted, Of(input, at), socket.State == "LISTEN" ? $"{socket.ReceiveQueue}" : "", note)
        {
            Tones = [Tone.Text, Tone.Dim, Tone.Text, socket.IsLoopbackOnly ? Tone.Warn : Tone.Text, Tone.Text, Tone.Accent, Tone.Dim, Tone.Dim, Tone.Fail],
            Object = ObjectOf(at),
        };
    }

    private static PaneRow ConnectionRow(PaneInput input, Place at, SocketEntry socket)
    {
        var owner = input.Names.Find(socket.PeerAddress);
        return new PaneRow(
            $"{at}|{socket.Protocol}|{socket.Address}:{socket.Port}|{socket.PeerAddress}:{socket.PeerPort}", Proto(socket), socket.State, $"{socket.Address}:{socket.Port}",
            $"{socket.PeerAddress}:{socket.PeerPort}", owner?.Name ?? "", ProcessOf(socket), Of(input, at), $"{socket.ReceiveQueue}", $"{socket.SendQueue}")
        {
            Tones = [Tone.Dim, socket.State is "SYN-SENT" or "SYN-RECV" ? Tone.Warn : socket.State == "ESTAB" ? Tone.Text : Tone.Dim, Tone.Text, Tone.Text, Tone.Accent, Tone.Text, Tone.Dim,
                socket.ReceiveQueue > 0 ? Tone.Warn : Tone.Dim, socket.SendQueue > 0 ? Tone.Warn : Tone.Dim],
            Object = owner?.Object ?? ObjectOf(at),
        };
    }

    private static string Proto(SocketEntry socket) => socket.Protocol.ToString().ToLowerInvariant();

    private static string ProcessOf(SocketEntry socket) =>
        socket.Process.Length > 0 ? $"{socket.Process}{(socket.Pid > 0 ? $" ({socket.Pid})" : "")}" : socket.Pid > 0 ? $"{socket.Pid}" : "";

    private static string Of(PaneInput input, Place at) => at.Kind == PlaceKind.Node || input.Place.Service is null ? "" : at.Name;

    private static Selection? ObjectOf(Place at) => at.Kind == PlaceKind.Pod ? new(WellKnownKinds.Pods, at.Namespace, at.Name, "") : null;

    // The service ports that send traffic to this port of the pod.
    private static string WantedBy(PaneInput input, Place at, SocketEntry socket)
    {
        if (at.Kind != PlaceKind.Pod)
        {
            return "";
        }

        var services = input.Evidence.EndpointSlices(null).Items.Where(s => s.Namespace == at.Namespace && s.Endpoints.Any(e => e.TargetName == at.Name))
            .SelectMany(s => s.Ports.Where(p => p.Port == socket.Port && string.Equals(p.Protocol, socket.Protocol.ToString(), StringComparison.OrdinalIgnoreCase))
                .Select(p => $"svc {s.Namespace}/{s.ServiceName}{(p.Name.Length > 0 ? ":" + p.Name : "")}"));
        return string.Join(", ", services.Distinct().Take(3));
    }
}
