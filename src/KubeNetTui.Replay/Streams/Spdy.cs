using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>The protocol before WebSocket. It is not served; clients are told what to do instead.</summary>
internal static class Spdy
{
    private const string TunnelProtocol = "SPDY/3.1+portforward.k8s.io";

    /// <exception cref="ApiStatusException">400: the request asks for SPDY, or for no upgrade.</exception>
    public static void Refuse(HttpContext context, string what)
    {
        if (!WebSocketChannels.IsWebSocket(context))
        {
            throw ApiStatusException.BadRequest(
                $"this server speaks {what} over WebSocket only (kubectl 1.31 and later do so for exec and attach), not over SPDY");
        }

        if (context.Request.Headers.SecWebSocketProtocol.ToString().Contains(TunnelProtocol, StringComparison.Ordinal))
        {
            throw ApiStatusException.BadRequest(
                $"this server speaks {what} as {WebSocketChannels.Version4}, not as SPDY in a tunnel, which is what kubectl port-forward needs");
        }
    }
}
