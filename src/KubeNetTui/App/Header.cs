using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>Where one is (cluster, user, namespace), the namespaces on the digits, the keys, and a small picture where there is room.</summary>
internal sealed class Header(Workspace workspace)
{
    public const int Rows = 5;
    private const int Gap = 3;

    private static readonly string[] Logo =
    [
        "   ●────●   ",
        "  ╱ ╲  ╱ ╲  ",
        " ●───●●───● ",
        "  ╲ ╱  ╲ ╱  ",
        "   ●────●   ",
    ];

    public void Render(Rect area, Buffer buffer)
    {
        var theme = workspace.Theme;
        area = area.Inset(1, 0);
        var x = RenderFacts(area, buffer, theme) + Gap;
        x = RenderSlots(area, x, buffer, theme);
        var right = area.Right;
        if (area.Width >= 150)
        {
            right -= Logo[0].Length + 11;
            for (var i = 0; i < Logo.Length; i++)
            {
                buffer.Write(right, area.Y + i, Logo[i], theme.Logo);
            }

            buffer.Write(right + Logo[0].Length, area.Y + 1, "KubeNetTui", theme.Title);
            buffer.Write(right + Logo[0].Length, area.Y + 2, Version, theme.Dim);
        }

        RenderHints(area, x, right - Gap, buffer, theme);
    }

    /// <summary>All of it in one line.</summary>
    public void RenderLine(Rect line, Buffer buffer)
    {
        var theme = workspace.Theme;
        line = line.Inset(1, 0);
        var session = workspace.CurrentSession;
        var left = new List<Segment> { new(session?.Client.Settings.ContextName ?? "not connected", theme.Title) };
        if (workspace.Beside is { IsOpen: true } beside)
        {
            // Which of the two has the keys, by a mark too.
            var hasFocus = beside.HasFocus(workspace);
            left[0] = left[0] with { Style = hasFocus ? theme.Accent : theme.Dim };
            left.Insert(0, new Segment(hasFocus ? "▶ " : "  ", theme.Accent));
        }

        if (session is not null)
        {
            left.Add(new Segment("  ns ", theme.Dim));
            left.Add(new Segment(session.NamespacesText, theme.Text));
            if (session.ServerVersion.Length > 0)
            {
                left.Add(new Segment("  " + session.ServerVersion, theme.Dim));
            }
        }

        if (workspace.ReadOnly)
        {
            left.Add(new Segment("  read-only", theme.Warn));
        }

        var right = new List<Segment>();
        for (var i = !HasSlots ? 0 : workspace.Slots.Slots.Count; i > 0; i--)
        {
            right.Add(new Segment($" {SlotKey}{i}", theme.Key));
            right.Add(new Segment($" {workspace.Slots.Slots[i - 1]} ", theme.Dim));
        }

        if (HasSlots)
        {
            right.Add(new Segment($" {SlotKey}0", theme.Key));
            right.Add(new Segment(" all", theme.Dim));
        }

        new StatusLine { Left = left, Right = session is null ? [] : right }.Render(line, buffer);
    }

    // Where no key goes to a namespace, none is shown.
    private bool HasSlots => workspace.BrowsesNamespace;

    private string SlotKey => workspace.DigitsAreNamespaces ? "" : "alt-";

    private static string Version => typeof(Header).Assembly.GetName().Version is { } version ? $"{version.Major}.{version.Minor}.{version.Build}" : "";

    private int RenderFacts(Rect area, Buffer buffer, Theme theme)
    {
        var session = workspace.CurrentSession;
        var settings = session?.Client.Settings;
        (string Label, string Value)[] facts =
        [
            ("Context", settings?.ContextName ?? "not connected"),
            ("Cluster", settings?.ClusterName ?? ""),
            ("User", settings?.UserName ?? ""),
            ("Server", session is null ? "" : session.ServerVersion.Length > 0 ? session.ServerVersion : "…"),
            ("Namespace", session?.NamespacesText ?? ""),
        ];
        const int LabelWidth = 11;
        var width = Math.Clamp(facts.Max(f => DisplayWidth.Of(f.Value)), 12, area.Width / 4);
        for (var i = 0; i < facts.Length; i++)
        {
            buffer.Write(area.X, area.Y + i, facts[i].Label, theme.Dim);
            var value = Screens.ListLayout.Shorten(facts[i].Value, width);
            buffer.Write(area.X + LabelWidth, area.Y + i, value, i is 0 or 4 ? theme.Title : theme.Text, width);
        }

        if (workspace.ReadOnly)
        {
            buffer.Write(area.X + LabelWidth + DisplayWidth.Of(facts[3].Value) + 2, area.Y + 3, "read-only", theme.Warn);
        }

        return area.X + LabelWidth + Math.Max(width, 20);
    }

    private int RenderSlots(Rect area, int x, Buffer buffer, Theme theme)
    {
        if (workspace.CurrentSession is not { } session || !HasSlots)
        {
            return x;
        }

        var indent = SlotKey.Length + 2;
        string[] names = ["all", .. workspace.Slots.Slots];
        for (var column = 0; column * Rows < names.Length; column++)
        {
            var part = names.Skip(column * Rows).Take(Rows).ToArray();
            var width = Math.Min(part.Max(p => DisplayWidth.Of(p)), 20);
            for (var i = 0; i < part.Length; i++)
            {
                var slot = (column * Rows) + i;
                var isCurrent = session.Namespaces.Count == 0 ? slot == 0 : slot > 0 && session.Namespaces.Contains(part[i]);
                buffer.Write(x, area.Y + i, $"{SlotKey}{slot}", theme.Key);
                workspace.Chrome.Clicks.Add(new Rect(x, area.Y + i, indent + width, 1), () => workspace.SwitchNamespace(workspace.Slots.Of(slot)));
                buffer.Write(x + indent, area.Y + i, Screens.ListLayout.Shorten(part[i], width), isCurrent ? theme.Accent : theme.Dim, width);
            }

            x += indent + width + Gap;
        }

        return x;
    }

    private void RenderHints(Rect area, int x, int right, Buffer buffer, Theme theme)
    {
        var hints = workspace.Chrome.Hints().OrderByDescending(h => h.HintPriority).ToList();
        for (var at = 0; at < hints.Count; at += Rows)
        {
            var part = hints.Skip(at).Take(Rows).ToArray();
            var keys = part.Max(h => h.Keys[0].Length);
            var width = keys + 1 + part.Max(h => h.Label.Length);
            if (x + width > right)
            {
                return;
            }

            for (var i = 0; i < part.Length; i++)
            {
                workspace.Chrome.AddClick(new Rect(x, area.Y + i, width, 1), part[i]);
                buffer.Write(x, area.Y + i, part[i].Keys[0], theme.Key);
                buffer.Write(x + keys + 1, area.Y + i, part[i].Label, theme.Dim);
            }

            x += width + Gap;
        }
    }
}
