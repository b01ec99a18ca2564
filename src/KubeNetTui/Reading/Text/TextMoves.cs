using KubeNetTui.App;

namespace KubeNetTui.Reading;

/// <summary>The keys that scroll a text, as data: the same wherever there is one.</summary>
internal static class TextMoves
{
    /// <param name="moved">After each of them.</param>
    public static IReadOnlyList<Binding> Of(TextView view, Action moved)
    {
        return
        [
            Move("text.down", ["down", "j", "ctrl-n"], "Next line.", () => view.ScrollBy(1)),
            Move("text.up", ["up", "k", "ctrl-p"], "Line before.", () => view.ScrollBy(-1)),
            Move("text.pageDown", ["pgdn", "ctrl-f", "space"], "A page down.", () => view.PageBy(1)),
            Move("text.pageUp", ["pgup", "ctrl-b"], "A page up.", () => view.PageBy(-1)),
            Move("text.top", ["g", "home"], "To the first line.", view.ToStart),
            Move("text.bottom", ["G", "end"], "To the last line.", view.ToEnd),
            Move("text.right", ["right", "l"], "To the right, where long lines run out.", () => view.ShiftBy(1)) with { WhyDisabled = WhyNoShift },
            Move("text.left", ["left", "h"], "Back to the left.", () => view.ShiftBy(-1)) with { WhyDisabled = WhyNoShift },
        ];

        Binding Move(string id, IReadOnlyList<string> keys, string help, Action move) => new(id, keys, "", help, () =>
        {
            move();
            moved();
        })
        {
            Group = "Move",
        };

        string? WhyNoShift() => view.Wrap ? "long lines are wrapped here, nothing is to the right" : null;
    }

    /// <summary>Those bindings whose keys nobody before them has; of one that has several, those that are left.</summary>
    public static IEnumerable<Binding> Without(IEnumerable<Binding> bindings, IEnumerable<Binding> before)
    {
        var taken = before.SelectMany(b => b.Keys).ToHashSet();
        return bindings.Select(b => b.Keys.Any(taken.Contains) ? b with { Keys = [.. b.Keys.Where(k => !taken.Contains(k))] } : b).Where(b => b.Keys.Count > 0);
    }
}
