using System.Runtime.CompilerServices;
using KubeNetTui.Checks.Tests;
using KubeNetTui.Evidence;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Panes;

/// <summary>What nodes and pods say in a test: a capture, with some answers exchanged. A person's clock says when they were read.</summary>
internal sealed class NodesSay(string capture) : IEvidenceSource
{
    private readonly Captures _capture = new(capture);
    private readonly Dictionary<(Place, string), Func<Section, Section>> _changes = [];
    private readonly List<Func<Section, Section>> _all = [];

    public FakeTime? Clock { get; set; }

    /// <summary>Every need that was asked for, in order.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<Need> Asked { get; } = [];

    /// <summary>Nothing is answered before this is done.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Cancelled { get; private set; }

    /// <summary>Another output of a node's command.</summary>
    public NodesSay On(string node, string section, Func<string, string> change) => On(Place.Node(node), section, change);

    public NodesSay On(Place place, string section, Func<string, string> change)
    {
        _changes[(place, section)] = s => s with
        {
            Status = SectionStatus.Read, Problem = null, HowToGet = null, Value = new CommandOutput(change(s.Value is CommandOutput output ? output.Text : "")),
        };
        return this;
    }

    public NodesSay Each(Func<Section, Section> change)
    {
        _all.Add(change);
        return this;
    }

    public async IAsyncEnumerable<Section> CollectAsync(IReadOnlyCollection<Need> needs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await Gate.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            throw;
        }

        foreach (var need in needs)
        {
            Asked.Enqueue(need);
            var section = _capture.Read(need) with { At = Clock?.Now ?? Captures.Now };
            if (need is CommandNeed command && _changes.TryGetValue((command.Place, command.Section), out var change))
            {
                section = change(section);
            }

            yield return _all.Aggregate(section, (s, c) => c(s));
        }
    }

    /// <summary>A person before the program, with this evidence.</summary>
    public Person Person(int width = 200, int height = 50)
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Evidence = this;
        var person = new Person(cluster, width, height);
        Clock = person.Time;
        return person;
    }
}
