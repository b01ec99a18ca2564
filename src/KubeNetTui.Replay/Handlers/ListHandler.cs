using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>Lists, whole or in pages, and single objects.</summary>
/// <param name="measured">What metrics-server would say; null: what the store has of it.</param>
internal sealed class ListHandler(ObjectStore store, TimeProvider clock, DemoUsage? measured = null)
{
    public async Task ListAsync(HttpContext context, ResourceKind kind, string @namespace)
    {
        var options = ListOptions.Parse(kind, context.Request.Query);
        var form = AnswerForm.Choose(context, kind, clock.GetUtcNow());
        var table = store.Table(kind);
        var (items, version) = measured is not null && DemoUsage.Covers(kind) ? (measured.Of(kind, @namespace), store.Version) : store.Snapshot(table);
        var start = 0;
        if (options.Continue.Length > 0)
        {
            var token = ContinueToken.Decode(options.Continue);
            version = token.Version;
            items = table.Kept(version) ?? throw ApiStatusException.Expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");
            start = ResourceTable.IndexOf(items, token.Namespace, token.Name);
            start = start < 0 ? ~start : start + 1;
        }
        else if (ulong.TryParse(options.ResourceVersion, out var wanted) && wanted > (ulong)version)
        {
            throw new ApiStatusException(504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {version}");
        }

        var end = items.Length;
        if (@namespace.Length > 0)
        {
            var slice = ResourceTable.InNamespace(items, @namespace);
            (start, end) = (Math.Max(start, slice.Offset), slice.Offset + slice.Count);
        }

        var (page, next) = Select(items, start, end, options);
        var remaining = next < end;
        if (remaining)
        {
            table.Keep(version, items);
        }

        form.Prepare(page);
        await using var body = BodyWriter.Start(context, Answers.JsonType, page.Sum(item => (long)form.Estimate(item)));
        WriteStart(body, form, options, version, remaining ? page[^1] : null, end - next);
        var first = true;
        foreach (var item in page)
        {
            if (!first)
            {
                body.Write(","u8);
            }

            first = false;
            form.WriteItem(body, item);
            await body.SendPieceAsync(context.RequestAborted).ConfigureAwait(false);
        }

        body.Write("]}\n"u8);
    }

    public Task GetAsync(HttpContext context, ResourceKind kind, string @namespace, string name)
    {
        var form = AnswerForm.Choose(context, kind, clock.GetUtcNow());
        var item = (measured is not null && DemoUsage.Covers(kind) ? measured.Of(kind, @namespace, name).FirstOrDefault() : store.Table(kind).Find(@namespace, name)) ?? throw ApiStatusException.NotFound(kind, name);
        var buffer = new ArrayBufferWriter<byte>(item.Json.Length + 256);
        form.WriteSingle(buffer, item, withColumns: true);
        return context.WriteBytesAsync(buffer.WrittenMemory, Answers.JsonType);
    }

    /// <summary>The items of a page, and where the next one begins.</summary>
    private static (IReadOnlyList<StoredObject> Page, int Next) Select(StoredObject[] items, int start, int end, ListOptions options)
    {
        if (start >= end)
        {
            return ([], end);
        }

        var all = options.Labels.IsEmpty && options.Fields.IsEmpty;
        if (all)
        {
            var next = options.Limit > 0 ? Math.Min(end, start + options.Limit) : end;
            return (new ArraySegment<StoredObject>(items, start, next - start), next);
        }

        var page = new List<StoredObject>();
        for (var index = start; index < end; index++)
        {
            if (!options.Matches(items[index]))
            {
                continue;
            }

            if (options.Limit > 0 && page.Count == options.Limit)
            {
                return (page, index);
            }

            page.Add(items[index]);
        }

        return (page, end);
    }

    private static void WriteStart(BodyWriter body, AnswerForm form, ListOptions options, long version, StoredObject? last, int remaining)
    {
        var metadata = $"\"resourceVersion\":\"{version}\"";
        if (last is not null)
        {
            metadata += $",\"continue\":\"{new ContinueToken(version, last.Namespace, last.Name).Encode()}\"";
            if (options.Labels.IsEmpty && options.Fields.IsEmpty)
            {
                metadata += $",\"remainingItemCount\":{remaining}"; // unknown under selectors, there as here
            }
        }

        body.Write(Encoding.UTF8.GetBytes(
            $"{{\"kind\":\"{form.ListKind}\",\"apiVersion\":\"{form.ListApiVersion}\",\"metadata\":{{{metadata}}},"));
        form.WriteColumns(body);
        body.Write(Encoding.UTF8.GetBytes($"\"{form.ItemsMember}\":["));
    }
}
