using System.Text;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>What a list says about itself.</summary>
/// <param name="IsTable">Rows of a Table; else whole objects.</param>
internal sealed record ListHead(bool IsTable, string ResourceVersion, string Continue, long? Remaining);

/// <summary>Takes a list's items while they stream in. Items may come before the head is known.</summary>
internal interface IListSink
{
    /// <summary>The answer's <c>columnDefinitions</c>.</summary>
    void Columns(ReadOnlySpan<byte> json);

    void Item(ReadOnlySpan<byte> json, bool isTable);

    /// <summary>A page is whole.</summary>
    void PageEnded(ListHead head);
}

/// <summary>Reads a list in pages, streaming.</summary>
internal static class PagedList
{
    public const string TableAccept =
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";

    // The first page fills a tall screen, and is there while the second is on its way; later ones are large, for each costs a round trip.
    private const int FirstPage = 100;
    private const int LaterPages = 5000;

    /// <summary>All pages.</summary>
    /// <returns>The resourceVersion to watch from.</returns>
    /// <exception cref="ApiException">410 (Expired) included: the list has to begin anew.</exception>
    public static async Task<string> ReadAsync(
        ApiConnection connection, string path, ListQuery query, string accept, IListSink sink, CancellationToken cancellation)
    {
        var next = "";
        var version = "";
        for (var page = 0; ; page++)
        {
            var address = Address(path, query, accept, page == 0 ? FirstPage : LaterPages, next);
            var response = await connection.OpenAsync(new ApiRequest(HttpMethod.Get, address) { Accept = accept }, cancellation).ConfigureAwait(false);
            await using (response.ConfigureAwait(false))
            {
                var head = await ReadPageAsync(response, sink).ConfigureAwait(false);
                sink.PageEnded(head);
                version = head.ResourceVersion;
                // A server that repeats its token would be asked for ever.
                if (head.Continue.Length == 0 || head.Continue == next)
                {
                    return version;
                }
                next = head.Continue;
            }
        }
    }

    /// <summary>The first item alone: what a list says about itself, cheaply.</summary>
    /// <exception cref="ApiException">As any request.</exception>
    public static async Task ReadFirstAsync(ApiConnection connection, string path, ListQuery query, IListSink sink, CancellationToken cancellation)
    {
        const string Metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
        var address = Address(path, query, Metadata, 1, "");
        var response = await connection.OpenAsync(new ApiRequest(HttpMethod.Get, address) { Accept = Metadata }, cancellation).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            sink.PageEnded(await ReadPageAsync(response, sink).ConfigureAwait(false));
        }
    }

    public static string Address(string path, ListQuery query, string accept, int limit, string next)
    {
        var address = new StringBuilder(WithSelectors(path, query, accept));
        address.Append("&limit=").Append(limit);
        if (next.Length > 0)
        {
            address.Append("&continue=").Append(Uri.EscapeDataString(next));
        }
        return Joined(address);
    }

    public static string WatchAddress(string path, ListQuery query, string accept, string version, int seconds)
    {
        var address = new StringBuilder(WithSelectors(path, query, accept));
        address.Append("&watch=1&allowWatchBookmarks=true&resourceVersion=").Append(Uri.EscapeDataString(version)).Append("&timeoutSeconds=").Append(seconds);
        return Joined(address);
    }

    private static string WithSelectors(string path, ListQuery query, string accept)
    {
        var address = new StringBuilder(path);
        if (query.LabelSelector is { Length: > 0 } labels)
        {
            address.Append("&labelSelector=").Append(Uri.EscapeDataString(labels));
        }
        if (query.FieldSelector is { Length: > 0 } fields)
        {
            address.Append("&fieldSelector=").Append(Uri.EscapeDataString(fields));
        }
        if (accept == TableAccept)
        {
            address.Append(query.Cells.All(c => c.Path.IsOfMetadata) ? "&includeObject=Metadata" : "&includeObject=Object");
        }
        return address.ToString();
    }

    // The path may have a query of its own already.
    private static string Joined(StringBuilder address)
    {
        var text = address.ToString();
        var first = text.IndexOf('&', StringComparison.Ordinal);
        return first < 0 || text.AsSpan(0, first).Contains('?') ? text : string.Concat(text.AsSpan(0, first), "?", text.AsSpan(first + 1));
    }

    private static async Task<ListHead> ReadPageAsync(ApiResponse response, IListSink sink)
    {
        using var feed = new JsonFeed(response.ReadAsync);
        try
        {
            var first = await feed.PeekAsync().ConfigureAwait(false);
            if (first == '<' || response.ContentType == "text/html")
            {
                throw response.Failed(Failures.Html(response.What, response.Status, await RestAsync(feed, response).ConfigureAwait(false)), null);
            }
            return await ReadListAsync(feed, sink).ConfigureAwait(false);
        }
        catch (JsonException wrong)
        {
            throw response.Malformed(wrong.Message, wrong);
        }
    }

    internal static async Task<ListHead> ReadListAsync(JsonFeed feed, IListSink sink)
    {
        var head = new ListHead(false, "", "", null);
        var isTable = false;
        await feed.TakeAsync('{').ConfigureAwait(false);
        for (var first = true; await feed.PeekAsync().ConfigureAwait(false) != '}'; first = false)
        {
            if (!first)
            {
                await feed.TakeAsync(',').ConfigureAwait(false);
            }
            if (!await feed.ReadValueAsync().ConfigureAwait(false))
            {
                throw new JsonException("it stops in the middle");
            }
            var name = NameOf(feed.Value);
            await feed.TakeAsync(':').ConfigureAwait(false);
            if (name is "items" or "rows" && await feed.PeekAsync().ConfigureAwait(false) == '[')
            {
                isTable = name == "rows";
                await ReadItemsAsync(feed, sink, isTable).ConfigureAwait(false);
                continue;
            }
            if (!await feed.ReadValueAsync().ConfigureAwait(false))
            {
                throw new JsonException("it stops in the middle");
            }
            switch (name)
            {
                case "kind" when JsonLeaf.Text(feed.Value) is "Table":
                    isTable = true;
                    break;
                case "metadata" when feed.Value[0] == '{':
                    head = HeadOf(feed.Value);
                    break;
                case "columnDefinitions" when feed.Value[0] == '[':
                    sink.Columns(feed.Value);
                    break;
            }
        }
        return head with { IsTable = isTable };
    }

    private static async Task ReadItemsAsync(JsonFeed feed, IListSink sink, bool isTable)
    {
        await feed.TakeAsync('[').ConfigureAwait(false);
        for (var first = true; await feed.PeekAsync().ConfigureAwait(false) != ']'; first = false)
        {
            if (!first)
            {
                await feed.TakeAsync(',').ConfigureAwait(false);
            }
            if (!await feed.ReadValueAsync().ConfigureAwait(false))
            {
                throw new JsonException("it stops in the middle");
            }
            sink.Item(feed.Value, isTable);
        }
        await feed.TakeAsync(']').ConfigureAwait(false);
    }

    private static string NameOf(ReadOnlySpan<byte> value) =>
        value[0] == '"' ? JsonLeaf.Text(value) ?? "" : throw new JsonException("a name was expected");

    internal static ListHead HeadOf(ReadOnlySpan<byte> metadata)
    {
        var (version, next) = ("", "");
        long? remaining = null;
        var members = new JsonMembers(metadata);
        while (members.Next())
        {
            if (members.Is("resourceVersion"u8))
            {
                version = JsonLeaf.Text(members.Value) ?? "";
            }
            else if (members.Is("continue"u8))
            {
                next = JsonLeaf.Text(members.Value) ?? "";
            }
            else if (members.Is("remainingItemCount"u8))
            {
                remaining = long.TryParse(members.Value, out var count) ? count : null;
            }
        }
        return new ListHead(false, version, next, remaining);
    }

    private static async Task<byte[]> RestAsync(JsonFeed feed, ApiResponse response)
    {
        var page = new List<byte>(feed.Buffered.ToArray());
        var buffer = new byte[4096];
        int read;
        while (page.Count < buffer.Length && (read = await response.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            page.AddRange(buffer.AsSpan(0, read));
        }
        return [.. page];
    }
}
