using KubeNetTui.App.Commands;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>All keys that work on a screen, from its bindings, and the commands.</summary>
internal sealed class HelpPage(IWorkspace workspace, string title, IReadOnlyList<Binding> bindings, IReadOnlyList<Command> commands) : IOverlay
{
    /// <summary>What may follow the name of a kind, by examples.</summary>
    public static IReadOnlyList<(string Line, string What)> KindLines { get; } =
    [
        (":po shop", "a kind by any of its names, in a namespace; shop,pay: in several; -A: in all"),
        (":po /regex", "filtered at once; -f for letters in their order"),
        (":po app=web,tier!=db", "by labels; also -l 'app in (a,b)'"),
        (":po @prod", "in another context"),
    ];

    /// <summary>What a person looks for first comes first; groups that are not named follow as they come.</summary>
    private static readonly string[] Order = ["Object", "Verify", "List", "Log", "Text", "Pane", "Evidence", "Change", "General", "Move", "Sort"];

    private readonly ScrollState _scroll = new();
    private IReadOnlyList<Binding>? _keys;

    public IReadOnlyList<Binding> Bindings => _keys ??=
    [
        Move("help.down", ["down", "j"], "Next line.", () => 1),
        Move("help.up", ["up", "k"], "Line before.", () => -1),
        Move("help.pageDown", ["pgdn", "space", "ctrl-f"], "A page down.", () => _scroll.PageSize),
        Move("help.pageUp", ["pgup", "ctrl-b"], "A page up.", () => -_scroll.PageSize),
        Move("help.top", ["g", "home"], "To the begin.", () => -_scroll.Offset),
        Move("help.bottom", ["G", "end"], "To the end.", () => int.MaxValue / 2),
        new("help.close", ["esc", "q", "?"], "close", "Close the help; so does any key that moves nothing.", () => workspace.Close(this)) { Group = "Dialog" },
    ];

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        cursor = null;
        var theme = workspace.Theme;
        buffer.Fill(area, theme.Text);
        var inner = Panel.Draw(buffer, area, theme, $"keys of {title}", "any other key closes").Inset(1, 0);
        new HelpOverlay { Groups = Groups(), Title = theme.Title, Key = theme.Key, Description = theme.Text }.Render(inner, buffer, _scroll);
    }

    /// <summary>Whatever moves nothing closes it.</summary>
    public void HandleKey(KeyEvent key) => workspace.Close(this);

    public void HandlePaste(string text)
    {
    }

    public void HandleMouse(MouseEvent mouse, Rect area)
    {
        switch (mouse.Action)
        {
            case MouseAction.WheelDown:
                _scroll.ScrollBy(3);
                break;
            case MouseAction.WheelUp:
                _scroll.ScrollBy(-3);
                break;
            case MouseAction.Press:
                workspace.Close(this);
                break;
        }
    }

    private Binding Move(string id, IReadOnlyList<string> keys, string help, Func<int> rows) =>
        new(id, keys, "", help, () => _scroll.ScrollBy(rows())) { Group = "Move" };

    private List<HelpGroup> Groups()
    {
        var groups = bindings.Where(b => b.Group != "Sort" || b.WhyDisabled() is null) // a list has but some of the columns
            .GroupBy(b => b.Group).OrderBy(g => Array.IndexOf(Order, g.Key) is >= 0 and var at ? at : Order.Length).Select(g => new HelpGroup(g.Key, [.. g.Select(EntryOf)])).ToList();
        groups.Add(new HelpGroup("Kinds", [.. KindLines.Select(l => new HelpEntry(l.Line, l.What))]));
        groups.AddRange(commands.GroupBy(c => c.Group).Select(g => new HelpGroup(g.Key, [.. g.Select(c => new HelpEntry(":" + c.Word, c.Help))])));
        return groups;
    }

    private static HelpEntry EntryOf(Binding binding) =>
        new(string.Join(" ", binding.Keys.Take(3)), binding.WhyDisabled() is { } why ? $"{binding.Help} Not now: {why}." : binding.Help);
}
