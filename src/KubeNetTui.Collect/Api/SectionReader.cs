using System.Text;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>Answers one need from an API server; what goes wrong becomes the section's status and words.</summary>
internal sealed class SectionReader(ApiClient client, TimeProvider time, EvidenceOptions options)
{
    private readonly string _where = $"{client.Settings.Server.GetLeftPart(UriPartial.Authority)} (context {client.Settings.ContextName})";

    public async Task<Section> ReadAsync(Need need, CancellationToken cancellation)
    {
        DateTimeOffset at = time.GetUtcNow();
        long since = time.GetTimestamp();
        try
        {
            object? value = await ValueAsync(need, cancellation).ConfigureAwait(false);
            return value is null
                ? Answer(SectionStatus.NotAsked, $"an API server does not answer this: {need.Command}", null)
                : Answer(SectionStatus.Read, null, null, value);
        }
        catch (ApiException e)
        {
            return Answer(StatusOf(need, e.Failure), Sentence(e.Failure), Way(need, e.Failure));
        }

        Section Answer(SectionStatus status, string? problem, string? howToGet, object? value = null) =>
            new(need, status, need.Command, _where, at, time.GetElapsedTime(since), problem, howToGet, value);
    }

    /// <summary>The step that failed in front of the message, so that a sentence read alone says how far the request came.</summary>
    internal static string Sentence(ApiFailure failure) => failure.Step switch
    {
        RequestStep.Server or RequestStep.Answer => failure.Message,
        RequestStep step => failure.Message.StartsWith(Name(step), StringComparison.OrdinalIgnoreCase)
            ? failure.Message
            : $"{Name(step)}: {failure.Message}",
    };

    private static string Name(RequestStep step) => step switch
    {
        RequestStep.Credentials => "credentials",
        RequestStep.Name => "name",
        RequestStep.Connect => "connect",
        RequestStep.Proxy => "proxy",
        RequestStep.Tls => "TLS",
        RequestStep.Login => "login",
        RequestStep.Permission => "permission",
        RequestStep.Timeout => "time-out",
        _ => "server",
    };

    private static SectionStatus StatusOf(Need need, ApiFailure failure) => failure switch
    {
        { Step: RequestStep.Login or RequestStep.Permission } => SectionStatus.Denied,
        { HttpStatus: 404 } => SectionStatus.Absent,

        // 400: the container has not started, or there was no instance before this one. There is no log to be had.
        { HttpStatus: 400 } when need is LogNeed => SectionStatus.Absent,
        _ => SectionStatus.Failed,
    };

    private static string Way(Need need, ApiFailure failure) => failure switch
    {
        { Step: RequestStep.Permission } => ApiPaths.Permission(need),
        { HttpStatus: 404 } when need is ListNeed list => $"the kind is not served here: kubectl api-resources --api-group='{list.Group}'",
        { HttpStatus: 400 or 404 } when need is LogNeed log => $"kubectl describe pod -n {log.Namespace} {log.Pod}",
        _ => failure.Advice,
    };

    private async Task<object?> ValueAsync(Need need, CancellationToken cancellation) => need switch
    {
        ListNeed list => await ListAsync(list, cancellation).ConfigureAwait(false),
        RawNeed raw => await RawAsync(raw, cancellation).ConfigureAwait(false),
        LogNeed log => await LogAsync(log, cancellation).ConfigureAwait(false),
        ReachNeed => ReachConversion.From(await client.ReachAsync(cancellation).ConfigureAwait(false)),
        _ => null,
    };

    private async Task<ObjectList> ListAsync(ListNeed need, CancellationToken cancellation)
    {
        IListBuilder builder = ListBuilders.For(need, options.RawObjects);
        ListQuery query = new(need.Namespace, need.LabelSelector, need.FieldSelector);
        await client.ListAsync(ApiPaths.Of(need), query, builder.Add, cancellation).ConfigureAwait(false);
        return builder.Build();
    }

    private async Task<RawText> RawAsync(RawNeed need, CancellationToken cancellation)
    {
        RawAnswer answer = await client.AskAsync(need.Path, cancellation).ConfigureAwait(false);
        return new RawText(answer.Status, Encoding.UTF8.GetString(answer.Body.Span));
    }

    private async Task<LogText> LogAsync(LogNeed need, CancellationToken cancellation)
    {
        LogQuery query = new(need.Namespace, need.Pod, need.Container) { Previous = need.Previous, TailLines = need.TailLines };
        List<string> lines = [];
        await foreach (ReadOnlyMemory<byte> line in client.LogAsync(query, cancellation).ConfigureAwait(false))
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }

        return new LogText(lines);
    }
}
