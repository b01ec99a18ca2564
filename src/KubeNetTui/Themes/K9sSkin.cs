using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Terminal;

namespace KubeNetTui.Themes;

/// <summary>A k9s skin as a theme: its colours go to what means the same here; what it does not set stays as in the theme under it.</summary>
internal static class K9sSkin
{
    /// <summary>What is read of a skin; it has more, for screens that are drawn otherwise here, and later versions add to it.</summary>
    private static readonly ObjectShape Shape = Open(new Member("k9s", Open(
        Colors("body", "fgColor", "bgColor", "logoColor"),
        Colors("prompt", "fgColor", "bgColor", "suggestColor"),
        Colors("info", "fgColor", "sectionColor"),
        Group("frame", Colors("title", "fgColor", "bgColor", "highlightColor", "counterColor", "filterColor"), Colors("border", "fgColor", "focusColor"),
            Colors("menu", "fgColor", "keyColor", "numKeyColor"),
            Colors("status", "newColor", "modifyColor", "addColor", "errorColor", "pendingColor", "highlightColor", "killColor", "completedColor")),
        Group("views", Group("table", Color("fgColor"), Color("bgColor"), Color("cursorFgColor"), Color("cursorBgColor"), Color("cursorColor"), Color("markColor"),
            Colors("header", "fgColor", "bgColor", "sorterColor")))), "") { IsRequired = true });

    /// <param name="source">For the problems: the file's path.</param>
    public static Theme Read(string name, string source, string text, Theme under, List<string> problems)
    {
        List<ConfigProblem> wrong = [];
        var skin = ShapeReader.Read(source, text, Shape, wrong)["k9s"];
        problems.AddRange(wrong.Select(w => w.ToString()));
        var background = Of(skin["body"]["bgColor"]);
        var plain = On(Of(skin["views"]["table"]["fgColor"]) ?? Of(skin["body"]["fgColor"]), under.Text);
        var quiet = On(Of(skin["frame"]["status"]["completedColor"]), under.Dim);
        var title = skin["frame"]["title"];
        var status = skin["frame"]["status"];
        var cursor = skin["views"]["table"];
        return under with
        {
            Name = name,
            Text = plain,
            Dim = quiet,
            Title = On(Of(title["fgColor"]), under.Title).Bold(),
            Accent = On(Of(title["highlightColor"]), under.Accent),
            Key = On(Of(skin["frame"]["menu"]["keyColor"]), under.Key),
            Border = On(Of(skin["frame"]["border"]["fgColor"]), under.Border),
            BorderFocused = On(Of(skin["frame"]["border"]["focusColor"]), under.BorderFocused),
            Header = On(Of(cursor["header"]["fgColor"]), under.Header).Bold(),
            Selected = (Of(cursor["cursorBgColor"]) ?? Of(cursor["cursorColor"])) is { } bar
                ? default(Style).WithBackground(bar).WithForeground(Of(cursor["cursorFgColor"]) ?? Terminal.Color.Black)
                : under.Selected,
            Marked = On(Of(cursor["markColor"]), under.Marked).Bold(),
            Match = On(Of(title["filterColor"]) ?? Of(status["highlightColor"]), under.Match).Underline(),
            Pass = On(Of(status["addColor"]) ?? Of(status["newColor"]), under.Pass),
            Warn = On(Of(status["pendingColor"]), under.Warn).Bold(),
            Fail = On(Of(status["errorColor"]), under.Fail).Bold(),
            Unknown = On(Of(status["killColor"]), under.Unknown),
            Deciding = On(Of(status["highlightColor"]), under.Deciding).Bold(),
            Error = On(Of(status["errorColor"]), under.Error).Bold(),
            Logo = On(Of(skin["body"]["logoColor"]), under.Logo),
        };

        Style On(Color? foreground, Style otherwise)
        {
            var style = foreground is { } color ? default(Style).WithForeground(color) : otherwise;
            return background is { } back && foreground is not null ? style.WithBackground(back) : style;
        }
    }

    /// <summary>Null where it is not set; "-" and "default" are the terminal's own.</summary>
    private static Color? Of(ConfigValue value) =>
        !value.IsSet ? null : value.Text == "-" ? Terminal.Color.Default : Terminal.Color.TryParse(value.Text, out var color) ? color : null;

    private static ObjectShape Open(params IReadOnlyList<Member> members) => new(members) { IsOpen = true };

    private static Member Group(string name, params IReadOnlyList<Member> members) => new(name, Open(members), "");

    private static Member Colors(string name, params IReadOnlyList<string> colors) => Group(name, [.. colors.Select(Color)]);

    private static Member Color(string name) => new(name, Configuration.Shape.Color, "");
}
