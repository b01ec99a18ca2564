using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>Watches: what is there (when asked from no version), then each change, with bookmarks in between.</summary>
internal sealed class WatchHandler(ObjectStore store, TimeProvider clock, TimeSpan bookmarkInterval)
{
    // The API server ends watches that name no time after 30 to 60 minutes.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(45);

    /// <param name="stop">Ends the watch from the server's side.</param>
    public async Task WatchAsync(HttpContext context, ResourceKind kind, string @namespace, CancellationToken stop)
    {
        var options = ListOptions.Parse(kind, context.Request.Query);
        var choose = () => AnswerForm.Choose(context, kind, clock.GetUtcNow());
        choose();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop);
        await using var body = BodyWriter.Start(context, "application/json", 0);
        await body.FlushAsync(ending.Token).ConfigureAwait(false); // headers first: the client waits for them
        var stream = new Stream(choose, body, options, @namespace, store.Table(kind));
        var deadline = clock.GetUtcNow() + (options.Timeout is { } timeout && timeout > TimeSpan.Zero ? timeout : Longest);
        try
        {
            await RunAsync(stream, options, deadline, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client went away, or the server ends.
        }
    }

    private async Task RunAsync(Stream stream, ListOptions options, DateTimeOffset deadline, CancellationToken cancellation)
    {
        if (options.ResourceVersion is "" or "0")
        {
            var (items, version) = store.Snapshot(stream.Table);
            stream.Position = version;
            await stream.SendInitialAsync(items, cancellation).ConfigureAwait(false);
        }
        else
        {
            stream.Position = (long)Math.Min(ulong.Parse(options.ResourceVersion), long.MaxValue);
        }

        var bookmark = clock.GetUtcNow() + bookmarkInterval;
        while (true)
        {
            var known = store.Version;
            var changes = stream.Table.ChangesAfter(stream.Position, out var more, out var oldest);
            if (changes is null || stream.Position > known)
            {
                await stream.SendExpiredAsync(changes is null ? oldest : known, cancellation).ConfigureAwait(false);
                return;
            }

            await stream.SendAsync(changes, cancellation).ConfigureAwait(false);
            stream.Position = changes.Count > 0 ? changes[^1].Version : known;
            var now = clock.GetUtcNow();
            if (now >= deadline || now >= bookmark)
            {
                await stream.SendBookmarkAsync(cancellation).ConfigureAwait(false);
                bookmark = now + bookmarkInterval;
                if (now >= deadline)
                {
                    return;
                }
            }

            var wait = (deadline < bookmark ? deadline : bookmark) - now;
            await more.WaitAsync(wait, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One client's stream of events.</summary>
    private sealed class Stream(Func<AnswerForm> form, BodyWriter body, ListOptions options, string @namespace, ResourceTable table)
    {
        private bool _hasColumns;

        public ResourceTable Table => table;

        /// <summary>The version up to which the client knows everything.</summary>
        public long Position { get; set; }

        public async Task SendInitialAsync(StoredObject[] items, CancellationToken cancellation)
        {
            var current = form();
            foreach (var item in items)
            {
                if (Concerns(item))
                {
                    Write(current, "ADDED"u8, item);
                    await body.SendPieceAsync(cancellation).ConfigureAwait(false);
                }
            }

            await body.FlushAsync(cancellation).ConfigureAwait(false);
        }

        public async Task SendAsync(List<Change> changes, CancellationToken cancellation)
        {
            if (changes.Count == 0)
            {
                return;
            }

            var current = form();
            foreach (var change in changes)
            {
                var before = change.Previous is not null && Concerns(change.Previous);
                var after = change.Type != ChangeType.Deleted && Concerns(change.Current);
                if (before || after)
                {
                    Write(current, !before ? "ADDED"u8 : after ? "MODIFIED"u8 : "DELETED"u8, change.Current);
                    await body.SendPieceAsync(cancellation).ConfigureAwait(false);
                }
            }

            await body.FlushAsync(cancellation).ConfigureAwait(false);
        }

        public async Task SendBookmarkAsync(CancellationToken cancellation)
        {
            if (options.Bookmarks)
            {
                body.Write("{\"type\":\"BOOKMARK\",\"object\":"u8);
                form().WriteBookmark(body, Position, withColumns: !_hasColumns);
                _hasColumns = true;
                body.Write("}\n"u8);
                await body.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }

        public async Task SendExpiredAsync(long oldest, CancellationToken cancellation)
        {
            var status = ApiStatusException.Expired($"too old resource version: {Position} ({oldest})").ToStatus();
            body.Write("{\"type\":\"ERROR\",\"object\":"u8);
            body.Write(JsonBytes.From(status));
            body.Write("}\n"u8);
            await body.FlushAsync(cancellation).ConfigureAwait(false);
        }

        private bool Concerns(StoredObject item) => (@namespace.Length == 0 || item.Namespace == @namespace) && options.Matches(item);

        private void Write(AnswerForm current, ReadOnlySpan<byte> type, StoredObject item)
        {
            body.Write("{\"type\":\""u8);
            body.Write(type);
            body.Write("\",\"object\":"u8);
            current.WriteSingle(body, item, withColumns: !_hasColumns);
            _hasColumns = true;
            body.Write("}\n"u8);
        }
    }
}
