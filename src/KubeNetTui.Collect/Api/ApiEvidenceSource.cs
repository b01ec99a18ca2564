using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// Evidence from an API server, a real one or a replayed bundle. Sections come in the order in which they are answered, each need
/// exactly once; a list over all namespaces that is refused brings the lists of <see cref="EvidenceOptions.Namespaces"/> besides.
/// <code>
/// var source = new ApiEvidenceSource(client, TimeProvider.System);
/// await foreach (Section section in source.CollectAsync([Needs.Pods("shop"), Needs.Nodes()], cancellation)) { store.Add(section); }
/// </code>
/// </summary>
public sealed class ApiEvidenceSource(ApiClient client, TimeProvider time, EvidenceOptions? options = null) : IEvidenceSource
{
    private readonly EvidenceOptions _options = options ?? new EvidenceOptions();
    private readonly SectionReader _reader = new(client, time, options ?? new EvidenceOptions());

    public async IAsyncEnumerable<Section> CollectAsync(
        IReadOnlyCollection<Need> needs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<Section> sections = Channel.CreateUnbounded<Section>(new UnboundedChannelOptions { SingleReader = true });
        Task reading = ReadAllAsync([.. needs.Distinct()], sections.Writer, stop.Token);
        try
        {
            await foreach (Section section in sections.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return section;
            }
        }
        finally
        {
            // Whoever stops listening early must not leave requests behind.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAllAsync(IReadOnlyCollection<Need> needs, ChannelWriter<Section> into, CancellationToken cancellation)
    {
        Exception? broken = null;
        try
        {
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.Parallel, CancellationToken = cancellation };
            await Parallel.ForEachAsync(needs, parallel, async (need, token) =>
            {
                Section section = await _reader.ReadAsync(need, token).ConfigureAwait(false);
                await into.WriteAsync(section, token).ConfigureAwait(false);
                foreach (ListNeed narrower in NarrowerThan(section, needs))
                {
                    await into.WriteAsync(await _reader.ReadAsync(narrower, token).ConfigureAwait(false), token).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            broken = e;
            throw;
        }
        finally
        {
            into.TryComplete(broken);
        }
    }

    private IEnumerable<ListNeed> NarrowerThan(Section section, IReadOnlyCollection<Need> asked) =>
        section is { Status: SectionStatus.Denied, Need: ListNeed { Namespace: null } all } && ApiPaths.IsNamespaced(all)
            ? _options.Namespaces.Select(ns => all with { Namespace = ns }).Where(need => !asked.Contains(need))
            : [];
}
