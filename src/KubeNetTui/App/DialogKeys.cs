using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>The keys of a question with answers to choose from, as data.</summary>
internal static class DialogKeys
{
    /// <param name="state">What they move and answer.</param>
    /// <param name="done">After each: it may have been answered.</param>
    /// <param name="isYesNo">Then <c>y</c> and <c>n</c> answer too.</param>
    /// <param name="taken">Keys that are answers themselves.</param>
    public static IReadOnlyList<Binding> Of(DialogState state, Action done, bool isYesNo = false, params IEnumerable<string> taken)
    {
        HashSet<string> others = [.. taken];
        List<Binding> bindings =
        [
            Send("dialog.accept", ["enter"], "choose", "Give the answer that is marked."),
            Send("dialog.cancel", ["esc"], "leave", "Leave; nothing is done."),
            Send("dialog.next", ["right", "down", "tab", "j", "l"], "", "To the next answer."),
            Send("dialog.previous", ["left", "up", "shift-tab", "k", "h"], "", "To the answer before."),
            Send("dialog.first", ["home", "g"], "", "To the first answer."),
            Send("dialog.last", ["end", "G"], "", "To the last answer."),
        ];
        if (isYesNo)
        {
            bindings.AddRange([Send("dialog.yes", ["y", "Y"], "yes", "Yes: do what is shown."), Send("dialog.no", ["n", "N"], "no", "No: nothing is done.")]);
            bindings.AddRange([Send("dialog.pageDown", ["pgdn", "ctrl-f", "space"], "", "On in what is asked, where it is longer than the box."), Send("dialog.pageUp", ["pgup", "ctrl-b"], "", "Back in it.")]);
        }

        return [.. bindings.Where(b => b.Keys.Count > 0)];

        // The dialog knows the first key of each by itself, whatever key the person has given to the binding.
        Binding Send(string id, IReadOnlyList<string> keys, string label, string help) => new(id, [.. keys.Where(k => !others.Contains(k))], label, help, () =>
        {
            state.Handle(KeyEvent.Parse(keys[0]));
            done();
        })
        {
            Group = "Dialog",
        };
    }
}
