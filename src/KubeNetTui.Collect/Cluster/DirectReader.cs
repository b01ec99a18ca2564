using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>Needs that one request or one port-forward answers: access questions, DNS through a port-forward, the kubelet's own answers.</summary>
internal sealed class DirectReader(ApiClient client, SectionReader reader, TimeProvider time, NodeShellOptions options)
{
    private readonly string _server = $"{client.Settings.Server.GetLeftPart(UriPartial.Authority)} (context {client.Settings.ContextName})";

    public async Task<Section> ReadAsync(Need need, CancellationToken cancellation)
    {
        var at = time.GetUtcNow();
        var since = time.GetTimestamp();
        try
        {
            return need switch
            {
                AccessNeed access => Answer(SectionStatus.Read, value: await SubjectAccess.AskAsync(client, access, cancellation).ConfigureAwait(false)),
                ForwardedDnsNeed { } when !options.Probes => Answer(SectionStatus.NotAsked, "no tests are sent in this run", "the same without --no-probes"),
                ForwardedDnsNeed dns => Answer(SectionStatus.Read, value: await ForwardAsync(dns, cancellation).ConfigureAwait(false)),
                CommandNeed command when ScriptSections.ApiPath(command) is { } path => OfRaw(await reader.ReadAsync(new RawNeed(path), cancellation).ConfigureAwait(false)),
                _ => Answer(SectionStatus.NotAsked, $"an API server does not answer this: {need.Command}"),
            };
        }
        catch (ApiException e)
        {
            var isDenied = e.Failure.Step is RequestStep.Login or RequestStep.Permission;
            return Answer(
                isDenied ? SectionStatus.Denied : e.Failure.HttpStatus == 404 ? SectionStatus.Absent : SectionStatus.Failed,
                SectionReader.Sentence(e.Failure), e.Failure.Step == RequestStep.Permission ? Permission(need) : e.Failure.Advice);
        }

        Section Answer(SectionStatus status, string? problem = null, string? howToGet = null, object? value = null) =>
            new(need, status, need.Command, _server, at, time.GetElapsedTime(since), problem, howToGet, value);

        Section OfRaw(Section raw) => raw with
        {
            Need = need,
            Command = raw.Need.Command,
            Value = raw.Value is RawText text ? new CommandOutput(text.Text, text.HttpStatus is >= 200 and < 300 ? 0 : 1) : null,
        };
    }

    private Task<ProbeResult> ForwardAsync(ForwardedDnsNeed need, CancellationToken cancellation)
    {
        options.Footprint?.Probed(new ProbeSent(time.GetUtcNow(), "this program", need.Command, $"port-forward {need.Namespace}/{need.Pod}"));
        return ForwardedDns.AskAsync(client, need, time, cancellation);
    }

    private static string Permission(Need need) => need switch
    {
        AccessNeed => "needs \"create\" on subjectaccessreviews.authorization.k8s.io: kubectl auth can-i create subjectaccessreviews.authorization.k8s.io",
        ForwardedDnsNeed dns => ApiPaths.Permission("create", "", "pods/portforward", dns.Namespace),
        _ => "",
    };
}
