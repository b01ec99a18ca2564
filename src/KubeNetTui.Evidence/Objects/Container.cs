namespace KubeNetTui.Evidence;

public sealed record Container
{
    public required string Name { get; init; }
    public string Image { get; init; } = "";
    public bool IsInit { get; init; }

    /// <summary>An init container with <c>restartPolicy: Always</c>: a sidecar, it runs beside the others.</summary>
    public bool IsSidecar { get; init; }

    /// <summary>Put into a running pod to look around in it; it is never started again.</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>The words of <c>command</c> and of <c>args</c> behind them; empty where the image's own are used.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary><c>cpu</c>, <c>memory</c>, … as they are written: <c>500m</c>, <c>128Mi</c>.</summary>
    public LabelSet Limits { get; init; } = LabelSet.Empty;

    public LabelSet Requests { get; init; } = LabelSet.Empty;
    public IReadOnlyList<ContainerPort> Ports { get; init; } = [];
    public Probe? Readiness { get; init; }
    public Probe? Liveness { get; init; }
    public Probe? Startup { get; init; }

    /// <summary>Null before the kubelet has reported it.</summary>
    public ContainerStatus? Status { get; init; }

    /// <summary>Ends before the pod's own containers start: its ports serve nobody.</summary>
    public bool IsOrdinaryInit => IsInit && !IsSidecar;

    internal static Container[] WithStatus(IReadOnlyList<Container> containers, List<ContainerStatus>? statuses)
    {
        Container[] joined = [.. containers];
        for (int i = 0; i < joined.Length; i++)
        {
            ContainerStatus? status = statuses?.Find(s => s.Name == joined[i].Name);
            if (status is not null)
            {
                joined[i] = joined[i] with { Status = status };
            }
        }

        return joined;
    }

    internal static Container ReadInit(ref ObjectReader r) => Read(ref r) with { IsInit = true };

    internal static Container ReadEphemeral(ref ObjectReader r) => Read(ref r) with { IsEphemeral = true };

    internal static Container Read(ref ObjectReader r)
    {
        string name = "", image = "", restart = "";
        string[] command = [], args = [];
        LabelSet limits = LabelSet.Empty, requests = LabelSet.Empty;
        ContainerPort[] ports = [];
        Probe? readiness = null, liveness = null, startup = null;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("image"u8)) { image = r.Text(); }
                else if (r.Is("restartPolicy"u8)) { restart = r.Text(); }
                else if (r.Is("command"u8)) { command = r.Texts(); }
                else if (r.Is("args"u8)) { args = r.Texts(); }
                else if (r.Is("resources"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("limits"u8)) { limits = r.Labels(); }
                        else if (r.Is("requests"u8)) { requests = r.Labels(); }
                    }
                }
                else if (r.Is("ports"u8)) { ports = r.List(ContainerPort.Read); }
                else if (r.Is("readinessProbe"u8)) { readiness = Probe.Read(ref r); }
                else if (r.Is("livenessProbe"u8)) { liveness = Probe.Read(ref r); }
                else if (r.Is("startupProbe"u8)) { startup = Probe.Read(ref r); }
            }
        }

        return new Container
        {
            Name = name, Image = image, IsSidecar = restart == "Always", Ports = ports,
            Readiness = readiness, Liveness = liveness, Startup = startup,
            Command = args.Length == 0 ? command : [.. command, .. args], Limits = limits, Requests = requests,
        };
    }
}

/// <summary>A declared port. Declaring is documentation, but for its name: a <c>targetPort</c> by name needs it.</summary>
/// <param name="HostPort">0: none.</param>
/// <param name="HostIp">"" with a host port: all addresses of the node.</param>
public sealed record ContainerPort(string Name, int Port, string Protocol, int HostPort, string HostIp)
{
    internal static ContainerPort Read(ref ObjectReader r)
    {
        string name = "", protocol = "TCP", hostIp = "";
        int port = 0, hostPort = 0;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("containerPort"u8)) { port = r.Number() ?? 0; }
                else if (r.Is("protocol"u8)) { protocol = r.Text(); }
                else if (r.Is("hostPort"u8)) { hostPort = r.Number() ?? 0; }
                else if (r.Is("hostIP"u8)) { hostIp = r.Text(); }
            }
        }

        return new ContainerPort(name, port, protocol, hostPort, hostIp);
    }
}
