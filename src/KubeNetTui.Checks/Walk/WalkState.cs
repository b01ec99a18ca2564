namespace KubeNetTui.Checks;

/// <summary>A packet on its way, with the branches that it took and the rules that it met.</summary>
internal sealed record WalkState(Packet Packet, ForkPath Path, TraceLink? Trace)
{
    /// <summary>The last step with the reason why it goes no further.</summary>
    public WalkState Because(string why) => Trace is null ? this : this with { Trace = new TraceLink(Trace.Step with { Why = why }, Trace.Before) };
}

/// <summary>A trace from its end to its beginning: branches share what they have in common.</summary>
internal sealed record TraceLink(WalkStep Step, TraceLink? Before);

internal static class TraceLinks
{
    public static TraceLink Add(this TraceLink? trace, WalkStep step) => new(step, trace);

    public static IReadOnlyList<WalkStep> ToList(this TraceLink? trace)
    {
        List<WalkStep> steps = [];
        for (var link = trace; link is not null; link = link.Before)
        {
            steps.Add(link.Step);
        }

        steps.Reverse();
        return steps;
    }
}

/// <summary>
/// The forks at which a packet went one way and others of its kind another. Where both ways meet again with the same packet, the fork is
/// forgotten: what comes then is as sure as it was before.
/// </summary>
internal sealed class ForkPath
{
    private readonly ForkPath? _parent;
    private readonly object? _fork;
    private readonly bool _isOpen;
    private readonly int _depth;

    private ForkPath(ForkPath? parent, object? fork, bool isOpen) =>
        (_parent, _fork, _isOpen, _depth) = (parent, fork, isOpen, parent is null ? 0 : parent._depth + 1);

    public static ForkPath None { get; } = new(null, null, false);

    public WalkCertainty Certainty
    {
        get
        {
            var certainty = WalkCertainty.All;
            for (var path = this; path._parent is not null && certainty != WalkCertainty.Possible; path = path._parent)
            {
                certainty = path._isOpen ? WalkCertainty.Possible : WalkCertainty.Some;
            }

            return certainty;
        }
    }

    /// <param name="isOpen">Which way is taken is not known; else both are.</param>
    public (ForkPath Met, ForkPath Other) Fork(bool isOpen)
    {
        var fork = new object();
        return (new ForkPath(this, fork, isOpen), new ForkPath(this, fork, isOpen));
    }

    /// <summary>Of two states that have become the same.</summary>
    public static ForkPath Join(ForkPath a, ForkPath b)
    {
        if (ReferenceEquals(a, b))
        {
            return a;
        }

        if (a._fork is not null && ReferenceEquals(a._fork, b._fork) && !ReferenceEquals(a, b))
        {
            return a._parent!;
        }

        // Some part was lost on the way: as sure as the surer of the two, and not more.
        var open = a.Certainty == WalkCertainty.Possible && b.Certainty == WalkCertainty.Possible;
        return new ForkPath(Common(a, b), null, open);
    }

    private static ForkPath Common(ForkPath a, ForkPath b)
    {
        while (!ReferenceEquals(a, b))
        {
            (a, b) = a._depth >= b._depth ? (a._parent ?? None, b) : (a, b._parent ?? None);
        }

        return a;
    }
}

/// <summary>The states at one point of a chain.</summary>
internal sealed class WalkStates : List<WalkState>
{
    public (WalkStates Yes, WalkStates No) Split(Predicate<WalkState> predicate) => ([.. FindAll(predicate)], [.. FindAll(s => !predicate(s))]);

    /// <summary>Those that have become the same are one.</summary>
    public WalkStates Merged()
    {
        if (Count < 2)
        {
            return this;
        }

        Dictionary<Packet, int> at = new(Count);
        WalkStates merged = [];
        foreach (var state in this)
        {
            if (at.TryGetValue(state.Packet, out var i))
            {
                merged[i] = merged[i] with { Path = ForkPath.Join(merged[i].Path, state.Path), Trace = Longer(merged[i].Trace, state.Trace) };
            }
            else
            {
                at.Add(state.Packet, merged.Count);
                merged.Add(state);
            }
        }

        return merged;
    }

    /// <summary>The one that has met more tells more.</summary>
    private static TraceLink? Longer(TraceLink? a, TraceLink? b) => Length(a) >= Length(b) ? a : b;

    private static int Length(TraceLink? trace)
    {
        var length = 0;
        for (; trace is not null; trace = trace.Before)
        {
            length++;
        }

        return length;
    }
}
