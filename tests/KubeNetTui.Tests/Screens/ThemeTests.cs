using KubeNetTui.App;
using KubeNetTui.Terminal;
using KubeNetTui.Themes;

namespace KubeNetTui.Tests.Screens;

public sealed class ThemeTests
{
    public static TheoryData<string> BuiltIn => [.. ThemeStore.BuiltIn];

    [Fact]
    public void The_themes_that_are_promised_are_built_in() =>
        Assert.Equal(["contrast", "default", "dusk", "frost", "light", "mono", "safe", "sixteen"], ThemeStore.BuiltIn);

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void A_built_in_theme_has_no_mistake_and_names_every_style(string name)
    {
        var problems = new List<string>();
        var theme = ThemeStore.Load(name, ColorDepth.TrueColor, problems);
        Assert.Empty(problems);
        Assert.Equal(name, theme.Name);
        using var stream = typeof(ThemeStore).Assembly.GetManifestResourceStream($"themes/{name}.theme")!;
        using var reader = new StreamReader(stream);
        var named = reader.ReadToEnd().Split('\n').Where(l => l.Contains('=') && l[0] != '#').Select(l => l.Split('=')[0].Trim());
        Assert.Equal(ThemeFile.StyleNames, named);
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void What_is_selected_and_what_fails_can_be_told_without_colours(string name)
    {
        var depth = name is "mono" ? ColorDepth.None : ColorDepth.Palette16;
        var theme = ThemeStore.Load(name, depth, []);
        Assert.NotEqual(TextAttributes.None, theme.Selected.Attributes);
        Assert.NotEqual(TextAttributes.None, theme.Fail.Attributes);
        Assert.NotEqual(TextAttributes.None, theme.Deciding.Attributes);
    }

    [Fact]
    public void A_terminal_without_colours_gets_the_theme_without_and_one_of_sixteen_its_own()
    {
        Assert.Equal("mono", ThemeStore.Load(null, ColorDepth.None, []).Name);
        Assert.Equal("sixteen", ThemeStore.Load(null, ColorDepth.Palette16, []).Name);
        Assert.Equal("default", ThemeStore.Load(null, ColorDepth.TrueColor, []).Name);
    }

    [Fact]
    public void A_mistake_names_file_and_line_and_the_rest_still_counts()
    {
        var problems = new List<string>();
        var theme = ThemeFile.Read("mine", "mine.theme", "# mine\nfail = purpleish bold\npass = #00ff00 on black\nshine = red\nnonsense\nwarn = on\n", ThemeStore.Plain, problems);
        Assert.Equal(4, problems.Count);
        Assert.StartsWith("mine.theme:2: \"purpleish\" is no colour", problems[0], StringComparison.Ordinal);
        Assert.StartsWith("mine.theme:4: there is no style \"shine\"", problems[1], StringComparison.Ordinal);
        Assert.StartsWith("mine.theme:5: \"name = style\" was expected", problems[2], StringComparison.Ordinal);
        Assert.StartsWith("mine.theme:6: a colour is missing", problems[3], StringComparison.Ordinal);
        Assert.Equal(Color.Rgb(0, 255, 0), theme.Pass.Foreground);
        Assert.Equal(Color.Black, theme.Pass.Background);
        Assert.Equal(ThemeStore.Plain.Fail, theme.Fail);
    }

    [Fact]
    public void A_theme_that_is_not_there_is_said_and_the_default_taken()
    {
        var problems = new List<string>();
        Assert.Equal("default", ThemeStore.Load("nosuch", ColorDepth.TrueColor, problems).Name);
        Assert.StartsWith("there is no theme \"nosuch\"; there are contrast, default", problems[0], StringComparison.Ordinal);
        ThemeStore.Load("/nosuch/file.theme", ColorDepth.TrueColor, problems);
        Assert.Contains("/nosuch/file.theme", problems[1], StringComparison.Ordinal);
    }
}
