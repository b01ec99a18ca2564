using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>What a list or a watch is asked for, and how the answer is to look.</summary>
internal sealed class ListOptions
{
    private ListOptions(LabelSelector labels, FieldSelector fields)
    {
        Labels = labels;
        Fields = fields;
    }

    public LabelSelector Labels { get; }

    public FieldSelector Fields { get; }

    public int Limit { get; private init; }

    public string Continue { get; private init; } = "";

    /// <summary>"" when none is given.</summary>
    public string ResourceVersion { get; private init; } = "";

    public TimeSpan? Timeout { get; private init; }

    public bool Bookmarks { get; private init; }

    /// <exception cref="ApiStatusException">400 for what can't be parsed, 422 for sendInitialEvents.</exception>
    public static ListOptions Parse(ResourceKind kind, IQueryCollection query)
    {
        if (query.ContainsKey("sendInitialEvents"))
        {
            // A server without the WatchList feature: clients must fall back to list and watch.
            throw new ApiStatusException(422, "Invalid",
                "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList "
                + "feature gate is enabled");
        }

        var version = query["resourceVersion"].ToString();
        if (version.Length > 0 && !ulong.TryParse(version, CultureInfo.InvariantCulture, out _))
        {
            throw ApiStatusException.BadRequest($"Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax");
        }

        return new ListOptions(LabelSelector.Parse(query["labelSelector"]), FieldSelector.Parse(kind, query["fieldSelector"]))
        {
            Limit = Number(query, "limit"),
            Continue = query["continue"].ToString(),
            ResourceVersion = version,
            Timeout = query["timeoutSeconds"].ToString().Length > 0 ? TimeSpan.FromSeconds(Number(query, "timeoutSeconds")) : null,
            Bookmarks = query.ContainsKey("allowWatchBookmarks") && ApiRequest.IsTrue(query["allowWatchBookmarks"]),
        };
    }

    public bool Matches(StoredObject item) => Labels.Matches(item.Metadata.Span) && Fields.Matches(item);

    private static int Number(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? 0
            : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
            : throw ApiStatusException.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }
}

/// <summary>Where the next page begins: <c>{"v":"meta.k8s.io/v1","rv":822,"start":"/demo/web\u0000"}</c> in base64, as the API server has it.</summary>
internal readonly record struct ContinueToken(long Version, string Namespace, string Name)
{
    public string Encode() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        $"{{\"v\":\"meta.k8s.io/v1\",\"rv\":{Version},\"start\":\"/{(Namespace.Length > 0 ? Namespace + "/" : "")}{Name}\\u0000\"}}"))
        .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <exception cref="ApiStatusException">400: it is none of ours.</exception>
    public static ContinueToken Decode(string text)
    {
        try
        {
            var base64 = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
            var bytes = Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
            using var document = JsonDocument.Parse(bytes);
            var (version, start) = (document.RootElement.Number("rv"), document.RootElement.Text("start").Trim('/').TrimEnd('\0'));
            var slash = start.IndexOf('/', StringComparison.Ordinal);
            if (version > 0 && start.Length > 0)
            {
                return slash < 0 ? new ContinueToken(version, "", start) : new ContinueToken(version, start[..slash], start[(slash + 1)..]);
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw ApiStatusException.BadRequest($"invalid continue token: continue key is not valid: {e.Message}");
        }

        throw ApiStatusException.BadRequest("invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
    }
}
