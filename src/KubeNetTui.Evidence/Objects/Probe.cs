namespace KubeNetTui.Evidence;

public enum ProbeKind
{
    None,
    Http,
    Tcp,
    Grpc,
    Exec,
}

/// <summary>A readiness, liveness or startup probe. Times are in seconds, with the API server's defaults filled in.</summary>
/// <param name="Target">Path for HTTP, command for exec, service for gRPC; "" for TCP.</param>
public sealed record Probe(
    ProbeKind Kind, PortRef Port, string Target, string Scheme, int InitialDelay, int Period, int Timeout, int FailureThreshold)
{
    /// <summary><c>HTTP GET :8080/ready</c>, <c>TCP :5432</c>, <c>exec cat /tmp/ready</c>.</summary>
    public override string ToString() => Kind switch
    {
        ProbeKind.Http => $"{(Scheme.Length > 0 ? Scheme : "HTTP")} GET :{Port}{Target}",
        ProbeKind.Tcp => $"TCP :{Port}",
        ProbeKind.Grpc => $"gRPC :{Port} {Target}".TrimEnd(),
        ProbeKind.Exec => $"exec {Target}",
        _ => "probe without an action",
    };

    internal static Probe Read(ref ObjectReader r)
    {
        Probe probe = new(ProbeKind.None, default, "", "", 0, 10, 1, 3);
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("httpGet"u8)) { probe = ReadAction(ref r, probe with { Kind = ProbeKind.Http }); }
                else if (r.Is("tcpSocket"u8)) { probe = ReadAction(ref r, probe with { Kind = ProbeKind.Tcp }); }
                else if (r.Is("grpc"u8)) { probe = ReadAction(ref r, probe with { Kind = ProbeKind.Grpc }); }
                else if (r.Is("exec"u8)) { probe = ReadAction(ref r, probe with { Kind = ProbeKind.Exec }); }
                else if (r.Is("initialDelaySeconds"u8)) { probe = probe with { InitialDelay = r.Number() ?? 0 }; }
                else if (r.Is("periodSeconds"u8)) { probe = probe with { Period = r.Number() ?? 10 }; }
                else if (r.Is("timeoutSeconds"u8)) { probe = probe with { Timeout = r.Number() ?? 1 }; }
                else if (r.Is("failureThreshold"u8)) { probe = probe with { FailureThreshold = r.Number() ?? 3 }; }
            }
        }

        return probe;
    }

    private static Probe ReadAction(ref ObjectReader r, Probe probe)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("port"u8)) { probe = probe with { Port = r.Port() }; }
                else if (r.Is("path"u8) || r.Is("service"u8)) { probe = probe with { Target = r.Text() }; }
                else if (r.Is("scheme"u8)) { probe = probe with { Scheme = r.Text() }; }
                else if (r.Is("command"u8)) { probe = probe with { Target = string.Join(' ', r.Texts()) }; }
            }
        }

        return probe;
    }
}
