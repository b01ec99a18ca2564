namespace KubeNetTui.Replay;

/// <summary>What the demo's servers answer to a GET.</summary>
internal static class ShopPages
{
    private const string Ok = "HTTP/1.1 200 OK";
    private static readonly string[] NoHttp = ["db", "mail", "peers", "tracker"];

    /// <returns>The outcome, and the status line or the complaint.</returns>
    public static (string Outcome, string Detail) Answer(Meeting meeting, ProbeQuestion question)
    {
        var isTls = IsTls(meeting);
        if (isTls != (question.Kind == "https"))
        {
            return isTls ? ("reached", "HTTP/1.0 400 Bad Request") : ("badanswer", "TLS connect error: wrong version number");
        }

        var app = App(meeting);
        return NoHttp.Contains(app) ? ("reset", "Recv failure: Connection reset by peer") : ("reached", Status(meeting, app, question.Query));
    }

    private static string Status(Meeting meeting, string app, string path) => (app, meeting.Port) switch
    {
        ("pay", _) when path.StartsWith("/ready", StringComparison.Ordinal) => "HTTP/1.1 503 Service Unavailable",
        ("ingress-nginx", 80 or 443) => "HTTP/1.1 404 Not Found",
        ("metrics-server", _) when path is not ("/livez" or "/readyz" or "/healthz") => "HTTP/1.1 403 Forbidden",
        ("prometheus", _) when path is "/" or "" => "HTTP/1.1 302 Found",
        ("", 10250) => "HTTP/1.1 401 Unauthorized",
        ("", 6443) when !IsPublic(path) => "HTTP/1.1 403 Forbidden",
        _ => Ok,
    };

    /// <summary>What system:public-info-viewer may see without a name.</summary>
    private static bool IsPublic(string path) =>
        path.Split('?')[0] is "/version" or "/version/" || ((string[])["/healthz", "/livez", "/readyz"]).Any(p => path.StartsWith(p, StringComparison.Ordinal));

    private static bool IsTls(Meeting meeting) => meeting.Pod is null
        ? meeting.Port is 443 or 6443 or 10250
        : meeting.Port is 443 or 9443 || (App(meeting) == "metrics-server" && meeting.Port == 10250);

    private static string App(Meeting meeting)
    {
        var labels = meeting.Pod?["metadata"]?["labels"];
        return (string?)labels?["app"] ?? (string?)labels?["k8s-app"] ?? (string?)labels?["app.kubernetes.io/name"] ?? "";
    }
}
