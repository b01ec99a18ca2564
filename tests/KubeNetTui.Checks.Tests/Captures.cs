using System.Text;
using System.Text.Json;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>Evidence from a folder of captures: <c>api/&lt;group&gt;.&lt;version&gt;.&lt;resource&gt;.json</c>, as a real server answered.</summary>
internal sealed class Captures : IEvidenceSource
{
    /// <summary>A little after the captures were taken.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 23, 50, 0, TimeSpan.Zero);

    private readonly string _folder;
    private readonly Func<string, string> _change;

    public Captures(string name, Func<string, string>? change = null)
    {
        _folder = Path.Combine(Root(), "tests", "captures", name, "api");
        _change = change ?? (text => text);
    }

    public static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KubeNetTui.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("KubeNetTui.sln is in no folder above the tests");
    }

    public Section Read(Need need)
    {
        if (need is not ListNeed list)
        {
            return new Section(need, SectionStatus.Absent, need.Command, "capture", Now, TimeSpan.Zero, "not captured");
        }

        string file = Path.Combine(_folder, $"{(list.Group.Length > 0 ? list.Group + "." : "")}{list.Version}.{list.Resource}.json");
        if (!File.Exists(file))
        {
            return new Section(need, SectionStatus.Absent, need.Command, "capture", Now, TimeSpan.Zero, "not captured");
        }

        IListBuilder builder = ListBuilders.For(list, keepRaw: true);
        try
        {
            using JsonDocument document = JsonDocument.Parse(_change(File.ReadAllText(file)));
            foreach (JsonElement item in document.RootElement.GetProperty("items").EnumerateArray())
            {
                string ns = item.GetProperty("metadata").TryGetProperty("namespace", out JsonElement value) ? value.ToString() : "";
                if (list.Namespace is null || list.Namespace == ns)
                {
                    builder.Add(Encoding.UTF8.GetBytes(item.GetRawText()));
                }
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Section(need, SectionStatus.Failed, need.Command, "capture", Now, TimeSpan.Zero, e.Message);
        }

        return new Section(need, SectionStatus.Read, need.Command, "capture", Now, TimeSpan.Zero, Value: builder.Build());
    }

    public async IAsyncEnumerable<Section> CollectAsync(
        IReadOnlyCollection<Need> needs, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Need need in needs)
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.CompletedTask;
            yield return Read(need);
        }
    }

    /// <summary>All checks on all services, pods, nodes and the cluster.</summary>
    public async Task<IReadOnlyList<Finding>> CheckAllAsync(CancellationToken cancellation)
    {
        List<Subject> subjects = [Subject.Cluster];
        EvidenceStore store = new(Now);
        foreach (Need need in (Need[])[Needs.Services(null), Needs.Pods(null), Needs.Nodes()])
        {
            store.Add(Read(need));
        }

        subjects.AddRange(store.Services(null).Items.Select(s => Subject.Service(s.Namespace, s.Name)));
        subjects.AddRange(store.Pods(null).Items.Select(p => Subject.Pod(p.Namespace, p.Name)));
        subjects.AddRange(store.Nodes().Items.Select(n => Subject.Node(n.Name)));
        List<Finding> findings = [];
        await foreach (Finding finding in new CheckEngine(Catalogue.All).RunAsync(subjects, this, Now, cancellation: cancellation))
        {
            findings.Add(finding);
        }

        return CheckEngine.Rank(findings);
    }
}
