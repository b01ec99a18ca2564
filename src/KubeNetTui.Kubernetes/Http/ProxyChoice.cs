using System.Net;

namespace KubeNetTui.Kubernetes;

/// <summary>The proxy for a server, as Go's http.ProxyFromEnvironment (and so kubectl) chooses it.</summary>
internal static class ProxyChoice
{
    /// <summary>Null: none. <paramref name="variable"/> reads the environment.</summary>
    /// <exception cref="ApiException">The environment names a proxy that is no address.</exception>
    public static Uri? For(ConnectionSettings settings, Func<string, string?> variable)
    {
        if (settings.Proxy is { } configured)
        {
            return configured;
        }
        var server = settings.Server;
        var name = server.Scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY";
        var text = variable(name) is { Length: > 0 } upper ? upper : variable(name.ToLowerInvariant());
        if (text is not { Length: > 0 } || IsExcepted(server, variable("NO_PROXY") is { Length: > 0 } no ? no : variable("no_proxy") ?? ""))
        {
            return null;
        }
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }
        return Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5" or "socks5h" && proxy.Host.Length > 0
            ? proxy
            : throw new ApiException(new ApiFailure(
                RequestStep.Proxy, 0, "", $"The environment's {name} is no proxy address that can be used.",
                $"Set {name} to http://host:port, or unset it, or name the server in NO_PROXY."));
    }

    internal static bool IsExcepted(Uri server, string list)
    {
        var host = server.IdnHost.TrimEnd('.').ToLowerInvariant();
        var address = IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? ip : null;
        if (host == "localhost" || (address is not null && IPAddress.IsLoopback(address)))
        {
            return true;
        }
        foreach (var raw in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var rule = raw.ToLowerInvariant();
            if (rule == "*")
            {
                return true;
            }
            if (rule.Contains('/', StringComparison.Ordinal))
            {
                if (address is not null && IPNetwork.TryParse(rule, out var network) && network.Contains(address))
                {
                    return true;
                }
                continue;
            }
            if (IPAddress.TryParse(rule.Trim('[', ']'), out var exact))
            {
                if (exact.Equals(address))
                {
                    return true;
                }
                continue;
            }
            // host:port restricts to that port; ".zone" and "*.zone" mean names below, "zone" the name itself too.
            var colon = rule.LastIndexOf(':');
            if (colon > 0 && int.TryParse(rule[(colon + 1)..], out var port))
            {
                if (port != server.Port)
                {
                    continue;
                }
                rule = rule[..colon];
            }
            rule = rule.StartsWith("*.", StringComparison.Ordinal) ? rule[1..] : rule;
            if (rule.StartsWith('.') ? host.EndsWith(rule, StringComparison.Ordinal) : host == rule || host.EndsWith("." + rule, StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
    }
}
