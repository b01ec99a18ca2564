using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>Who a request comes from, and whether it may pass.</summary>
internal sealed class Gate(string token, User holder, AccessPolicy policy)
{
    private const string Scheme = "Bearer ";

    public AccessPolicy Policy => policy;

    /// <exception cref="ApiStatusException">401: no token, or another one. 403: the user may not impersonate.</exception>
    public User Identify(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var given = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (given.Length == 0)
        {
            given = FromProtocols(context.Request.Headers.SecWebSocketProtocol.ToString());
        }

        if (!IsToken(given))
        {
            throw ApiStatusException.Unauthorized();
        }

        return Impersonated(context) ?? holder;
    }

    public bool IsToken(string text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(token));

    public User Holder => holder;

    /// <exception cref="ApiStatusException">403, in the API server's words.</exception>
    public void Require(AccessRequest request)
    {
        if (policy.Allows(request))
        {
            return;
        }

        if (request.Path is { } path)
        {
            throw new ApiStatusException(403, "Forbidden", $"forbidden: User \"{request.User.Name}\" cannot {request.Verb} path \"{path}\"", []);
        }

        var resource = request.Subresource.Length > 0 ? $"{request.Resource}/{request.Subresource}" : request.Resource;
        var qualified = request.Group.Length > 0 ? $"{request.Resource}.{request.Group}" : request.Resource;
        var what = request.Name.Length > 0 ? $"{qualified} \"{request.Name}\"" : qualified;
        var where = request.Namespace.Length > 0 ? $"in the namespace \"{request.Namespace}\"" : "at the cluster scope";
        var details = new JsonObject();
        if (request.Name.Length > 0)
        {
            details["name"] = request.Name;
        }

        if (request.Group.Length > 0)
        {
            details["group"] = request.Group;
        }

        details["kind"] = request.Resource;
        throw new ApiStatusException(403, "Forbidden",
            $"{what} is forbidden: User \"{request.User.Name}\" cannot {request.Verb} resource \"{resource}\" in API group \"{request.Group}\" {where}",
            details);
    }

    private User? Impersonated(HttpContext context)
    {
        var name = context.Request.Headers["Impersonate-User"].ToString();
        if (name.Length == 0)
        {
            return null;
        }

        Require(new AccessRequest(holder, "impersonate", "", "users", "", "", name));
        var groups = context.Request.Headers["Impersonate-Group"].Where(group => group is not null).Select(group => group!);
        return new User(name, [.. groups, "system:authenticated"]);
    }

    /// <summary>Browsers can't set headers on WebSockets: the token may come as <c>base64url.bearer.authorization.k8s.io.…</c></summary>
    private static string FromProtocols(string protocols)
    {
        const string Prefix = "base64url.bearer.authorization.k8s.io.";
        var text = protocols.Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(protocol => protocol.StartsWith(Prefix, StringComparison.Ordinal))?[Prefix.Length..] ?? "";
        try
        {
            var base64 = text.Replace('-', '+').Replace('_', '/');
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
