using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary><c>pods/log</c>: the end of a log, and what is written to it from then on.</summary>
internal sealed class LogHandler(ObjectStore store, IPodRuntime runtime, TimeProvider clock)
{
    public async Task HandleAsync(HttpContext context, ResourceKind pods, string @namespace, string name, CancellationToken stop)
    {
        using var pod = PodReader.Of(store, pods, @namespace, name);
        var query = context.Request.Query;
        var container = pod.Container(query["container"].ToString());
        var previous = Flag(query, "previous");
        var follow = Flag(query, "follow") && !previous;
        if (await runtime.DialAsync(@namespace, name, context.RequestAborted).ConfigureAwait(false) is { } problem)
        {
            var dialled = problem.Split(' ') is ["dial", "tcp", var address, ..] ? address.TrimEnd(':') : "";
            throw new ApiStatusException(500, "InternalError", $"Get \"https://{dialled}/containerLogs/{@namespace}/{name}/{container}\": {problem}");
        }

        var log = runtime.FindLog(@namespace, name, container, previous);
        if (log is null && previous)
        {
            throw ApiStatusException.BadRequest($"previous terminated container \"{container}\" in pod \"{name}\" not found");
        }

        if (log is null && pod.Waiting(container) is { Length: > 0 } reason)
        {
            throw ApiStatusException.BadRequest($"container \"{container}\" in pod \"{name}\" is waiting to start: {reason}");
        }

        var since = Since(query);
        var tail = Number(query, "tailLines");
        var limit = Number(query, "limitBytes") ?? int.MaxValue;
        var format = new LineFormat(Flag(query, "timestamps"), limit);
        await using var body = BodyWriter.Start(context, "text/plain", 0);
        if (log is null)
        {
            return;
        }

        var (all, seen) = log.ReadAll();
        var lines = all.Where(line => line.At >= since).ToList();
        foreach (var line in lines.Skip(tail is { } last ? Math.Max(0, lines.Count - last) : 0))
        {
            format.Write(body, line);
            await body.SendPieceAsync(context.RequestAborted).ConfigureAwait(false);
        }

        if (follow)
        {
            await FollowAsync(body, log, seen, format, context.RequestAborted, stop).ConfigureAwait(false);
        }
    }

    private static async Task FollowAsync(
        BodyWriter body, ContainerLog log, int from, LineFormat format, CancellationToken gone, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(gone, stop);
        try
        {
            await body.FlushAsync(ending.Token).ConfigureAwait(false);
            await foreach (var lines in log.FollowAsync(from, ending.Token).ConfigureAwait(false))
            {
                foreach (var line in lines)
                {
                    format.Write(body, line);
                }

                await body.FlushAsync(ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client went away, or the server ends.
        }
    }

    private static bool Flag(IQueryCollection query, string name) => query.ContainsKey(name) && ApiRequest.IsTrue(query[name]);

    private static int? Number(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? null
            : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
            : throw ApiStatusException.BadRequest($"{name}: Invalid value: \"{text}\": must be greater than or equal to 0");
    }

    private DateTimeOffset Since(IQueryCollection query)
    {
        if (Number(query, "sinceSeconds") is { } seconds)
        {
            return clock.GetUtcNow() - TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(query["sinceTime"].ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : DateTimeOffset.MinValue;
    }

    private sealed class LineFormat(bool withTimes, int limit)
    {
        private int _left = limit;

        public void Write(BodyWriter body, LogLine line)
        {
            var text = Encoding.UTF8.GetBytes((withTimes ? Timestamps.FormatNanoseconds(line.At) + " " : "") + line.Text + "\n");
            var length = Math.Min(text.Length, _left);
            _left -= length;
            System.Buffers.BuffersExtensions.Write(body, text.AsSpan(0, length));
        }
    }
}
