using System.Text;
using System.Text.Json.Nodes;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>Evidence made up for one test: objects as JSON (comments and single quotes allowed), refusals, reach reports.</summary>
internal sealed class Given : IEvidenceSource
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<Need, List<string>> _lists = [];
    private readonly Dictionary<Need, Section> _sections = [];

    /// <summary>What was asked for, in order; a need asked for twice stands twice.</summary>
    public List<Need> Asked { get; } = [];

    /// <summary>Objects of a list, each with single quotes for double ones.</summary>
    public Given List(ListNeed need, params string[] objects)
    {
        if (!_lists.TryGetValue(need, out var list))
        {
            _lists.Add(need, list = []);
        }

        list.AddRange(objects.Select(o => o.Replace('\'', '"')));
        return this;
    }

    public Given Refused(Need need) => Section(need, SectionStatus.Denied, null, "403 Forbidden: not allowed");

    public Given Read(Need need, object value) => Section(need, SectionStatus.Read, value, null);

    public EvidenceStore Evidence()
    {
        var store = new EvidenceStore(Now);
        foreach (var need in _lists.Keys.Concat(_sections.Keys))
        {
            store.Add(Answer(need));
        }

        return store;
    }

    public Finding Judge(ICheck check, Subject subject) => Assert.Single(JudgeAll(check, subject));

    public IReadOnlyList<Finding> JudgeAll(ICheck check, Subject subject) => [.. check.Run(subject, Evidence())];

    /// <summary>Moments before <see cref="Now"/>, as the API writes them.</summary>
    public static string Ago(double seconds) => Now.AddSeconds(-seconds).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");

    public async IAsyncEnumerable<Section> CollectAsync(
        IReadOnlyCollection<Need> needs, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        Asked.AddRange(needs);
        foreach (var need in needs)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return Answer(need);
        }
    }

    private Given Section(Need need, SectionStatus status, object? value, string? problem)
    {
        _sections[need] = new Section(need, status, need.Command, "https://10.0.0.1:6443", Now, TimeSpan.FromMilliseconds(5), problem, problem is null ? null : "a Role", value);
        return this;
    }

    private Section Answer(Need need)
    {
        if (_sections.TryGetValue(need, out var section))
        {
            return section;
        }

        if (need is not ListNeed list)
        {
            return new Section(need, SectionStatus.Absent, need.Command, "", Now, TimeSpan.Zero, "404 not found");
        }

        var builder = ListBuilders.For(list, keepRaw: true);
        var objects = _lists.Where(l => l.Key == need || (list.Namespace is null && l.Key is ListNeed other && other with { Namespace = null } == list));
        foreach (var json in objects.SelectMany(l => l.Value))
        {
            builder.Add(Encoding.UTF8.GetBytes(JsonNode.Parse(json)!.ToJsonString()));
        }

        var built = builder.Build();
        Assert.Empty(built.NotUnderstood);
        return new Section(need, SectionStatus.Read, need.Command, "https://10.0.0.1:6443", Now, TimeSpan.FromMilliseconds(5), Value: built);
    }
}
