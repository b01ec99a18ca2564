using System.Globalization;
using System.Runtime.CompilerServices;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class CheckEngineTests
{
    private static readonly Need First = Needs.Raw("/first"), Second = Needs.Raw("/second"), Third = Needs.Raw("/third");

    [Fact]
    public async Task A_need_that_many_share_is_read_once()
    {
        Source source = new();
        Subject[] services = [.. Enumerable.Range(0, 50).Select(i => Subject.Service("shop", $"s{i}"))];
        List<Finding> findings = await RunAsync([new Probe("a", (_, _) => [First]), new Probe("b", (_, _) => [First, Second])], services, source);

        Assert.Equal(100, findings.Count);
        Assert.Equal([First, Second], source.Asked);
    }

    [Fact]
    public async Task A_finding_comes_as_soon_as_its_own_needs_are_met()
    {
        Source source = new();
        CheckEngine engine = new([new Probe("late", (_, _) => [First, Second]), new Probe("early", (_, _) => [First])]);
        List<string> seen = [];
        await foreach (Finding finding in engine.RunAsync([Subject.Service("shop", "web")], source, Given.Now, cancellation: TestContext.Current.CancellationToken))
        {
            seen.Add($"{finding.CheckId} after {source.Answered}");
        }

        Assert.Equal(["early after 1", "late after 2"], seen);
    }

    [Fact]
    public async Task What_a_check_learns_may_make_it_ask_again()
    {
        Source source = new();
        Probe learner = new("a", (_, e) => e.Find(Second) is not null ? [First, Second, Third] : e.Find(First) is not null ? [First, Second] : [First]);
        List<Finding> findings = await RunAsync([learner], [Subject.Service("shop", "web")], source);

        Assert.Equal([First, Second, Third], source.Asked);
        Assert.Equal("3 sections", Assert.Single(findings).Title);
    }

    [Fact]
    public async Task A_check_that_always_wants_more_is_answered_in_the_end()
    {
        int asked = 0;
        Probe endless = new("a", (_, _) => [Needs.Raw($"/{asked++}")]);

        Assert.Single(await RunAsync([endless], [Subject.Service("shop", "web")], new Source()));
    }

    [Fact]
    public async Task A_check_that_throws_is_named_and_the_others_go_on()
    {
        List<Finding> findings = await RunAsync(
            [new Probe("broken.run", (_, _) => [], _ => throw new FormatException("odd")), new Probe("broken.needs", (_, _) => throw new FormatException("odd"), _ => throw new FormatException("odd")), new Probe("well", (_, _) => [])],
            [Subject.Service("shop", "web")], new Source());

        Assert.Equal(3, findings.Count);
        Assert.All(findings.Where(f => f.CheckId.StartsWith("broken", StringComparison.Ordinal)), f => Assert.Equal(Verdict.Unknown, f.Verdict));
        Assert.Contains(findings, f => f is { CheckId: "well", Verdict: Verdict.Pass });
        Assert.Contains(findings, f => f.CheckId == "broken.run" && f.Title.Contains("broken.run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_forgets_a_need_leaves_a_section_that_says_so()
    {
        List<Finding> findings = await RunAsync([new Probe("a", (_, _) => [First], e => [$"{e.Find(First)!.Status}"])], [Subject.Service("shop", "web")], new Source { Forgets = true });

        Assert.Equal("Failed", Assert.Single(findings).Title);
    }

    [Fact]
    public async Task A_source_that_breaks_off_leaves_sections_that_say_why()
    {
        List<Finding> findings = await RunAsync(
            [new Probe("a", (_, _) => [First], e => [e.WhyMissing(First)])], [Subject.Service("shop", "web")], new Source { OnAsked = () => throw new IOException("cable pulled") });

        Assert.Equal("the collecting broke off: cable pulled", Assert.Single(findings).Title);
    }

    [Fact]
    public async Task A_check_that_says_nothing_is_named() =>
        Assert.Equal("a gave no answer", Assert.Single(await RunAsync([new Probe("a", (_, _) => [], _ => [])], [Subject.Service("shop", "web")], new Source())).Title);

    [Fact]
    public async Task Many_namespaces_are_read_as_one_list_and_one_by_one_where_that_is_refused()
    {
        Subject[] services = [.. "abcdef".Select(n => Subject.Service($"ns-{n}", "web"))];
        Probe pods = new("a", (s, _) => [Needs.Pods(s.Namespace)]);

        Source allowed = new();
        await RunAsync([pods], services, allowed);
        Assert.Equal([Needs.Pods(null)], allowed.Asked);

        Source refused = new() { Refuses = Needs.Pods(null) };
        Assert.Equal(6, (await RunAsync([pods], services, refused)).Count);
        Assert.Equal(7, refused.Asked.Count);
    }

    [Fact]
    public async Task Only_the_checks_chosen_run_and_only_on_their_kind()
    {
        CheckEngine engine = new([new Probe("a", (_, _) => []), new Probe("b", (_, _) => [])]);
        List<Finding> findings = [];
        await foreach (Finding finding in engine.RunAsync([Subject.Service("shop", "web"), Subject.Node("n")], new Source(), Given.Now, new HashSet<string> { "b" }, cancellation: TestContext.Current.CancellationToken))
        {
            findings.Add(finding);
        }

        Assert.Equal(("b", SubjectKind.Service), (Assert.Single(findings).CheckId, findings[0].Subject.Kind));
    }

    [Fact]
    public async Task Cancelling_ends_the_run()
    {
        using CancellationTokenSource cancel = new();
        CheckEngine engine = new([new Probe("a", (_, _) => [First])]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Finding _ in engine.RunAsync([Subject.Service("shop", "web")], new Source { OnAsked = cancel.Cancel }, Given.Now, cancellation: cancel.Token))
            {
            }
        });
    }

    [Fact]
    public void Evidence_at_hand_is_judged_without_reading() =>
        Assert.Equal("0 sections", Assert.Single(new CheckEngine([new Probe("a", (_, _) => [First])]).Run(Subject.Service("shop", "web"), new EvidenceStore(Given.Now))).Title);

    [Fact]
    public void Rank_puts_the_worst_first_and_among_them_what_explains_most()
    {
        Subject a = Subject.Service("shop", "a"), b = Subject.Service("shop", "b"), c = Subject.Service("shop", "c");
        Finding pass = new("x", a, Verdict.Pass, "fine"), small = new("x", b, Verdict.Fail, "small"), cause = new("x", c, Verdict.Fail, "cause") { Explains = [a, b] };
        Finding warn = new("x", a, Verdict.Warn, "warn"), unknown = new("x", a, Verdict.Unknown, "unknown"), none = new("x", a, Verdict.NotApplicable, "none");

        Assert.Equal(["cause", "small", "warn", "unknown", "fine", "none"], CheckEngine.Rank([none, pass, small, unknown, warn, cause]).Select(f => f.Title));
    }

    [Fact]
    public async Task Five_thousand_services_take_less_than_a_few_seconds()
    {
        // A generous bound for a loaded machine; what it guards against is a walk of all pods for each service (minutes).
        Given given = new();
        string[] services = [.. Enumerable.Range(0, 5000).Select(i => Some.Service($"s{i}", $"app=a{i}", ports: $"http:80>8080@{i + 20000}").Replace("10.96.0.50", $"10.{i / 65536 + 96}.{i / 256 % 256}.{i % 256}", StringComparison.Ordinal))];
        given.List(Needs.Services(null), services);
        given.List(Needs.Pods(null), [.. Enumerable.Range(0, 5000).Select(i => Some.Pod($"p{i}", $"app=a{i},tier=x"))]);
        given.List(Needs.EndpointSlices(null), [.. Enumerable.Range(0, 5000).Select(i => Some.Slice($"s{i}", $"p{i}@node-a=10.244.0.5"))]);
        given.List(Needs.Warnings(null));
        EvidenceStore evidence = given.Evidence();
        CheckEngine engine = new([.. Catalogue.All.Where(c => c.Info.Kind == SubjectKind.Service)]);

        long start = TimeProvider.System.GetTimestamp();
        int fails = 0;
        await Task.Run(() => fails = Enumerable.Range(0, 5000).Sum(i => engine.Run(Subject.Service("shop", $"s{i}"), evidence).Count(f => f.Verdict == Verdict.Fail)), TestContext.Current.CancellationToken);

        Assert.Equal(0, fails);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 20);
    }

    private static async Task<List<Finding>> RunAsync(IReadOnlyList<ICheck> checks, Subject[] subjects, Source source)
    {
        List<Finding> findings = [];
        await foreach (Finding finding in new CheckEngine(checks).RunAsync(subjects, source, Given.Now, cancellation: TestContext.Current.CancellationToken))
        {
            findings.Add(finding);
        }

        return findings;
    }

    /// <summary>A check of services that is what the test says; its finding counts the sections that it can see.</summary>
    private sealed class Probe(string id, Func<Subject, IEvidence, IEnumerable<Need>> needs, Func<IEvidence, IEnumerable<string>>? run = null) : ICheck
    {
        public CheckInfo Info { get; } = new(id, SubjectKind.Service, "", "", "", []);

        public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => needs(subject, soFar);

        public IEnumerable<Finding> Run(Subject subject, IEvidence evidence) =>
            run?.Invoke(evidence).Select(t => new Finding(id, subject, Verdict.Pass, t))
            ?? [new Finding(id, subject, Verdict.Pass, string.Create(CultureInfo.InvariantCulture, $"{((Need[])[First, Second, Third]).Count(n => evidence.Find(n) is not null)} sections"))];
    }

    private sealed class Source : IEvidenceSource
    {
        public List<Need> Asked { get; } = [];

        public int Answered { get; private set; }

        public bool Forgets { get; init; }

        public Need? Refuses { get; init; }

        public Action? OnAsked { get; init; }

        public async IAsyncEnumerable<Section> CollectAsync(IReadOnlyCollection<Need> needs, [EnumeratorCancellation] CancellationToken cancellation)
        {
            Asked.AddRange(needs);
            OnAsked?.Invoke();
            foreach (Need need in Forgets ? [] : needs)
            {
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
                Answered++;
                yield return need == Refuses
                    ? new Section(need, SectionStatus.Denied, "", "", Given.Now, TimeSpan.Zero, "403")
                    : new Section(need, SectionStatus.Read, "", "", Given.Now, TimeSpan.Zero, Value: need is ListNeed l ? ListBuilders.For(l, 0).Build() : new RawText(200, ""));
            }
        }
    }
}
