using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>From what the network or the server did to words a person can act on.</summary>
internal static class Failures
{
    /// <summary>The answer to a request that is not a success.</summary>
    /// <param name="what"><c>GET /api/v1/pods</c>.</param>
    /// <param name="note">What is known besides: an expired client certificate, say.</param>
    public static ApiFailure OfAnswer(string what, int status, string contentType, ReadOnlyMemory<byte> body, ConnectionSettings settings, string? note)
    {
        if (LooksLikeHtml(contentType, body.Span))
        {
            return Html(what, status, body.Span);
        }
        var said = StatusObject.TryParse(body);
        var text = said is { Message.Length: > 0 } ? Printable.Clean(said.Message) : Printable.Clean(body.Span, 300);
        var tail = text.Length > 0 ? $": {text.TrimEnd('.')}" : "";
        var reason = Printable.Clean(said?.Reason, 100);
        return status switch
        {
            >= 300 and < 400 => new(
                RequestStep.Answer, status, reason, $"{what}: the server sends elsewhere ({status}), which an API server does not.",
                "A log-in portal or a load balancer answers in its place: check the server's address, proxy-url, HTTPS_PROXY and NO_PROXY."),
            400 when text.Contains("HTTP request to an HTTPS server", StringComparison.OrdinalIgnoreCase) => new(
                RequestStep.Tls, status, reason, $"{settings.Server.Authority} speaks TLS, and the kubeconfig's server says http://.", "Write https:// in the kubeconfig's server."),
            401 => new(
                RequestStep.Login, status, reason, $"{what}: the server does not know who asks (401){tail}.",
                note ?? LoginAdvice(settings)),
            403 => new(
                RequestStep.Permission, status, reason, $"{what}: not allowed (403){tail}.",
                "Ask for that right (a Role or ClusterRole bound to you); kubectl auth can-i --list shows what you have."),
            404 => new(RequestStep.Server, status, reason, $"{what}: not found (404){tail}.", said is null ? "Is the server's path in the kubeconfig right?" : ""),
            409 => new(RequestStep.Server, status, reason, $"{what}: it conflicts with what is there (409){tail}.", "Somebody changed it meanwhile: read it again and repeat."),
            410 => new(RequestStep.Server, status, reason, $"{what}: that state is too old (410){tail}.", "List again."),
            422 => new(RequestStep.Server, status, reason, $"{what}: the server finds it invalid (422){tail}.", "Correct what it names."),
            429 => new(RequestStep.Server, status, reason, $"{what}: too many requests (429){tail}.", "Wait a little; the API server's priority and fairness slows this user down."),
            >= 500 => new(
                RequestStep.Server, status, reason, $"{what}: the server failed ({status}){tail}.",
                status is 502 or 503 or 504 ? "It is overloaded or starting, or what stands behind it (an aggregated API, etcd) does not answer." : ""),
            _ => new(RequestStep.Server, status, reason, $"{what}: the server answered {status}{tail}.", ""),
        };
    }

    public static bool LooksLikeHtml(string contentType, ReadOnlySpan<byte> body)
    {
        if (contentType is "text/html" or "application/xhtml+xml")
        {
            return true;
        }
        var start = body.TrimStart(" \t\r\n\uFEFF"u8);
        return start.Length > 0 && start[0] == '<';
    }

    public static ApiFailure Html(string what, int status, ReadOnlySpan<byte> body) => new(
        RequestStep.Answer, status, "", $"{what}: an HTML page came ({status}{Title(body)}), no Kubernetes answer.",
        "A proxy, a load balancer or a log-in portal answers in the server's place: check the server's address, proxy-url, HTTPS_PROXY and NO_PROXY.");

    public static ApiFailure BrokenOff(string what, int status, Exception wrong)
    {
        for (var at = wrong; at is not null; at = at.InnerException!)
        {
            if (at is ApiException known)
            {
                return known.Failure;
            }
        }
        return TlsAlerts.RejectedOurs(wrong)
            ? TlsAlerts.Failure(what, wrong)
            : new ApiFailure(
                RequestStep.Answer, status, "", $"{what}: the connection broke off{(status == 0 ? " before an answer came" : " in the middle of the answer")} ({Printable.Clean(Innermost(wrong).Message, 160).TrimEnd('.')}).",
                "The server or something on the way ended it; try again.");
    }

    public static ApiFailure TimedOut(string what, TimeSpan limit) => new(
        RequestStep.Timeout, 0, "", $"{what}: no answer in {limit.TotalSeconds:0} s.", "The server is overloaded or the line is bad; allow more with --request-timeout.");

    public static Exception Innermost(Exception wrong)
    {
        while (wrong.InnerException is { } inner)
        {
            wrong = inner;
        }
        return wrong;
    }

    private static string LoginAdvice(ConnectionSettings settings) => settings.Credentials switch
    {
        { Exec: { } exec } => $"Log in again with what the kubeconfig's user \"{Printable.Clean(settings.UserName, 100)}\" uses ({Printable.Clean(exec.Command, 100)}).",
        { TokenFile: { } file } => $"The token in {file} is expired or of another cluster.",
        { Token: not null } => $"The token of user \"{Printable.Clean(settings.UserName, 100)}\" is expired or of another cluster: fetch the kubeconfig again.",
        { ClientCertificate: not null } => $"The client certificate of user \"{Printable.Clean(settings.UserName, 100)}\" is expired or of another cluster: fetch the kubeconfig again.",
        { Username: not null } => "The name or password is wrong, or the server takes none (since 1.19).",
        _ => "The kubeconfig's user has no credentials: fetch it again.",
    };

    private static string Title(ReadOnlySpan<byte> body)
    {
        var html = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4096)]);
        var start = html.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : html.IndexOf("</title>", start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? "" : $", titled \"{Printable.Clean(html[(start + 7)..end], 100)}\"";
    }
}
