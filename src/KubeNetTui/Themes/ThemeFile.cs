using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Themes;

/// <summary>
/// Reads a theme: lines of <c>name = [colour] [on colour] [bold dim italic underline reverse strike]</c>, <c>#</c> at a line's begin
/// for a comment. A line that is wrong is said, with file and line, and the rest still counts.
/// </summary>
internal static class ThemeFile
{
    /// <summary>The styles a theme may set, and where they go.</summary>
    private static readonly (string Name, Func<Theme, Style, Theme> Set)[] Styles =
    [
        ("text", static (t, s) => t with { Text = s }),
        ("dim", static (t, s) => t with { Dim = s }),
        ("title", static (t, s) => t with { Title = s }),
        ("accent", static (t, s) => t with { Accent = s }),
        ("key", static (t, s) => t with { Key = s }),
        ("border", static (t, s) => t with { Border = s }),
        ("border-focused", static (t, s) => t with { BorderFocused = s }),
        ("header", static (t, s) => t with { Header = s }),
        ("selected", static (t, s) => t with { Selected = s }),
        ("marked", static (t, s) => t with { Marked = s }),
        ("match", static (t, s) => t with { Match = s }),
        ("pass", static (t, s) => t with { Pass = s }),
        ("warn", static (t, s) => t with { Warn = s }),
        ("fail", static (t, s) => t with { Fail = s }),
        ("unknown", static (t, s) => t with { Unknown = s }),
        ("deciding", static (t, s) => t with { Deciding = s }),
        ("error", static (t, s) => t with { Error = s }),
        ("logo", static (t, s) => t with { Logo = s }),
    ];

    public static IEnumerable<string> StyleNames => Styles.Select(s => s.Name);

    /// <param name="name">The theme's name.</param>
    /// <param name="source">For the problems: the file's path.</param>
    /// <param name="text">The file.</param>
    /// <param name="under">What is not set is as here.</param>
    /// <param name="problems">A sentence each.</param>
    public static Theme Read(string name, string source, string text, Theme under, List<string> problems)
    {
        var theme = under with { Name = name };
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=');
            var key = equals < 0 ? line : line[..equals].Trim();
            var style = Array.Find(Styles, s => s.Name == key);
            if (equals < 0)
            {
                problems.Add($"{source}:{number}: \"name = style\" was expected, not \"{line}\"");
            }
            else if (style.Set is null)
            {
                problems.Add($"{source}:{number}: there is no style \"{key}\"; there are {string.Join(", ", StyleNames)}");
            }
            else if (TryStyle(line[(equals + 1)..], out var value, out var wrong))
            {
                theme = style.Set(theme, value);
            }
            else
            {
                problems.Add($"{source}:{number}: {wrong}");
            }
        }

        return theme;
    }

    private static bool TryStyle(string text, out Style style, out string problem)
    {
        style = default;
        problem = "";
        var isBackground = false;
        foreach (var word in text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "on")
            {
                isBackground = true;
            }
            else if (AttributeOf(word) is { } attribute)
            {
                style = style.With(attribute);
            }
            else if (Color.TryParse(word, out var color))
            {
                style = isBackground ? style.WithBackground(color) : style.WithForeground(color);
                isBackground = false;
            }
            else
            {
                problem = $"\"{word}\" is no colour (#rrggbb, 0-255, a name) and none of on, bold, dim, italic, underline, reverse, strike";
                return false;
            }
        }

        problem = isBackground ? "a colour is missing after \"on\"" : "";
        return !isBackground;
    }

    private static TextAttributes? AttributeOf(string word) => word switch
    {
        "bold" => TextAttributes.Bold,
        "dim" => TextAttributes.Dim,
        "italic" => TextAttributes.Italic,
        "underline" => TextAttributes.Underline,
        "reverse" => TextAttributes.Reverse,
        "strike" => TextAttributes.Strike,
        _ => null,
    };
}
