using KubeNetTui.App;

namespace KubeNetTui.Reading;

/// <summary>The keys that scroll a text inside of something else, a question say: those of a <see cref="ReadingScreen"/>, by the same names.</summary>
internal static class TextMoves
{
    /// <param name="moved">After each of them.</param>
    /// <param name="before">Bindings whose keys are taken.</param>
    public static IEnumerable<Binding> Of(TextView view, Action moved, IReadOnlyList<Binding> before)
    {
        var taken = before.SelectMany(b => b.Keys).ToHashSet();
        Binding[] moves =
        [
            Move("read.down", ["down", "j", "ctrl-n"], "A line down.", () => view.MoveBy(1)),
            Move("read.up", ["up", "k", "ctrl-p"], "A line up.", () => view.MoveBy(-1)),
            Move("read.pageDown", ["pgdn", "ctrl-f", "space"], "A page down.", () => view.PageBy(1)),
            Move("read.pageUp", ["pgup", "ctrl-b"], "A page up.", () => view.PageBy(-1)),
            Move("read.left", ["left", "h"], "To the left, where lines are not wrapped.", () => view.ScrollColumns(-8)),
            Move("read.right", ["right", "l"], "To the right, where lines are not wrapped.", () => view.ScrollColumns(8)),
        ];
        return moves.Select(b => b with { Keys = [.. b.Keys.Where(k => !taken.Contains(k))] }).Where(b => b.Keys.Count > 0);

        Binding Move(string id, IReadOnlyList<string> keys, string help, Action move) => new(id, keys, "", help, () =>
        {
            move();
            moved();
        })
        {
            Group = "Move",
        };
    }
}
