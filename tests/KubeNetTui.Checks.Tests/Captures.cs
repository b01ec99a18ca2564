using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>
/// Evidence from a folder of captures: <c>api/&lt;group&gt;.&lt;version&gt;.&lt;resource&gt;.json</c> as a real server answered, and the
/// commands' outputs under <c>nodes/</c> and <c>pods/</c>.
/// </summary>
internal sealed partial class Captures : IEvidenceSource
{
    /// <summary>A little after the captures were taken.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 23, 50, 0, TimeSpan.Zero);

    private readonly string _root;
    private readonly string _folder;
    private readonly Func<string, string> _change;

    public Captures(string name, Func<string, string>? change = null)
    {
        _root = Path.Combine(Root(), "tests", "captures", name);
        _folder = Path.Combine(_root, "api");
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
        if (need is CommandNeed command)
        {
            return Read(command);
        }

        if (need is RawNeed raw && KubeletPath().Match(raw.Path) is { Success: true } kubelet)
        {
            return Read(new CommandNeed(Place.Node(kubelet.Groups[1].Value), "kubelet-" + kubelet.Groups[2].Value)) is { Value: CommandOutput said }
                ? new Section(need, SectionStatus.Read, need.Command, "capture", Now, TimeSpan.Zero, Value: new RawText(said.Text.StartsWith('{') && said.Text.Contains("\"Status\"", StringComparison.Ordinal) ? 503 : 200, said.Text))
                : new Section(need, SectionStatus.Absent, need.Command, "capture", Now, TimeSpan.Zero, "not captured");
        }

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

    /// <summary>A command's output, with what <c>NAME.err</c> says of its exit status and stderr.</summary>
    private Section Read(CommandNeed need)
    {
        string folder = need.Place.Kind == PlaceKind.Node
            ? Path.Combine(_root, "nodes", need.Place.Name)
            : Path.Combine(_root, "pods", need.Place.Namespace, need.Place.Name);
        string file = Path.Combine(folder, need.Section);
        if (!File.Exists(file))
        {
            return new Section(need, SectionStatus.Absent, need.Command, need.Place.ToString(), Now, TimeSpan.Zero, $"{need.Section} was not captured on {need.Place}");
        }

        string[] error = File.Exists(file + ".err") ? File.ReadAllText(file + ".err").Split('\n', 2) : ["exit 0", ""];
        int exit = int.Parse(error[0].AsSpan("exit ".Length), System.Globalization.CultureInfo.InvariantCulture);
        string text = File.ReadAllText(file);
        return exit == 127
            ? new Section(need, SectionStatus.Absent, need.Command, need.Place.ToString(), Now, TimeSpan.Zero, $"{need.Section} is not installed on {need.Place}")
            : new Section(need, SectionStatus.Read, need.Command, need.Place.ToString(), Now, TimeSpan.Zero, Value: new CommandOutput(text, exit, error.ElementAtOrDefault(1) ?? ""));
    }

    [GeneratedRegex("^/api/v1/nodes/([^/]+)/proxy/(healthz|configz)$")]
    private static partial Regex KubeletPath();

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
    public Task<IReadOnlyList<Finding>> CheckAllAsync(CancellationToken cancellation) => CheckAsync(null, cancellation);

    /// <param name="only">Ids; null for all.</param>
    public async Task<IReadOnlyList<Finding>> CheckAsync(IReadOnlySet<string>? only, CancellationToken cancellation)
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
        await foreach (Finding finding in new CheckEngine(Catalogue.All).RunAsync(subjects, this, Now, only, cancellation: cancellation))
        {
            findings.Add(finding);
        }

        return CheckEngine.Rank(findings);
    }
}
