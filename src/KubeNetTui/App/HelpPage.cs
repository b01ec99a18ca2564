using KubeNetTui.App.Commands;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>All keys that work on a screen, from its bindings, and the commands.</summary>
internal sealed class HelpPage(IWorkspace workspace, string title, IReadOnlyList<Binding> bindings, IReadOnlyList<Command> commands) : IOverlay
{
    /// <summary>What a person looks for first comes first; groups that are not named follow as they come.</summary>
    private static readonly string[] Order = ["Object", "Verify", "List", "Log", "Text", "Pane", "Evidence", "Change", "General", "Move", "Sort"];
    private readonly ScrollState _scroll = new();

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        cursor = null;
        var theme = workspace.Theme;
        buffer.Fill(area, theme.Text);
        var inner = Panel.Draw(buffer, area, theme, $"keys of {title}", "any other key closes").Inset(1, 0);
        new HelpOverlay { Groups = Groups(), Title = theme.Title, Key = theme.Key, Description = theme.Text }.Render(inner, buffer, _scroll);
    }

    public void HandleKey(KeyEvent key)
    {
        var rows = key.ToString() switch
        {
            "down" or "j" => 1,
            "up" or "k" => -1,
            "pgdn" or "space" or "ctrl-f" => _scroll.PageSize,
            "pgup" or "ctrl-b" => -_scroll.PageSize,
            "g" or "home" => -_scroll.Offset,
            "G" or "end" => int.MaxValue / 2,
            _ => 0,
        };
        if (rows == 0)
        {
            workspace.Close(this);
        }

        _scroll.ScrollBy(rows);
    }

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

    private List<HelpGroup> Groups()
    {
        var groups = bindings.Where(b => b.Group != "Sort" || b.WhyDisabled() is null) // a list has but some of the columns
            .GroupBy(b => b.Group).OrderBy(g => Array.IndexOf(Order, g.Key) is >= 0 and var at ? at : Order.Length).Select(g => new HelpGroup(g.Key, [.. g.Select(EntryOf)])).ToList();
        groups.Add(new HelpGroup("Kinds",
        [
            new HelpEntry(":po shop", "a kind by any of its names, in a namespace; shop,pay: in several; -A: in all"),
            new HelpEntry(":po /regex", "filtered at once; -f for letters in their order"),
            new HelpEntry(":po app=web,tier!=db", "by labels; also -l 'app in (a,b)'"),
            new HelpEntry(":po @prod", "in another context"),
        ]));
        groups.AddRange(commands.GroupBy(c => c.Group).Select(g => new HelpGroup(g.Key, [.. g.Select(c => new HelpEntry(":" + c.Word, c.Help))])));
        return groups;
    }

    private static HelpEntry EntryOf(Binding binding) =>
        new(string.Join(" ", binding.Keys.Take(3)), binding.WhyDisabled() is { } why ? $"{binding.Help} Not now: {why}." : binding.Help);
}
