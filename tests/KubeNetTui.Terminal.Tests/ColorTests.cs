namespace KubeNetTui.Terminal.Tests;

public sealed class ColorTests
{
    [Theory]
    [InlineData("#1e90ff", "#1e90ff")]
    [InlineData("#F80", "#ff8800")]
    [InlineData("dodgerblue", "#1e90ff")]
    [InlineData("DodgerBlue", "#1e90ff")]
    [InlineData("red", "red")]
    [InlineData("bright-red", "bright-red")]
    [InlineData("grey", "gray")]
    [InlineData("200", "200")]
    [InlineData("7", "white")]
    [InlineData("default", "default")]
    public void A_colour_is_read_and_printed(string text, string printed)
    {
        Assert.True(Color.TryParse(text, out var color));
        Assert.Equal(printed, color.ToString());
        Assert.True(Color.TryParse(color.ToString(), out var again));
        Assert.Equal(color, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#12")]
    [InlineData("#12345g")]
    [InlineData("256")]
    [InlineData("-1")]
    [InlineData("reddish")]
    public void What_is_no_colour_is_refused(string text) => Assert.False(Color.TryParse(text, out _));

    [Fact]
    public void A_colour_is_brought_down_to_what_the_terminal_shows()
    {
        var orange = Color.Rgb(255, 135, 0);
        Assert.Equal(orange, orange.Downgrade(ColorDepth.TrueColor));
        Assert.Equal(Color.Indexed(208), orange.Downgrade(ColorDepth.Palette256));
        Assert.Equal(Color.BrightRed, Color.Rgb(250, 10, 10).Downgrade(ColorDepth.Palette16));
        Assert.Equal(Color.Blue, Color.Rgb(0, 0, 200).Downgrade(ColorDepth.Palette16));
        Assert.Equal(Color.BrightGreen, Color.Indexed(46).Downgrade(ColorDepth.Palette16));
        Assert.Equal(Color.Default, orange.Downgrade(ColorDepth.None));
        Assert.Equal(Color.Red, Color.Red.Downgrade(ColorDepth.Palette256));
        Assert.False(Color.Unset.Downgrade(ColorDepth.None).IsSet);
    }

    [Theory]
    [InlineData("xterm-256color", "truecolor", "", "", ColorDepth.TrueColor)]
    [InlineData("xterm-256color", "24bit", "", "", ColorDepth.TrueColor)]
    [InlineData("xterm-256color", "", "", "", ColorDepth.Palette256)]
    [InlineData("xterm-256color", "truecolor", "1", "", ColorDepth.None)]
    [InlineData("tmux-256color", "truecolor", "", "/tmp/tmux", ColorDepth.TrueColor)]
    [InlineData("screen-256color", "truecolor", "", "", ColorDepth.Palette256)]
    [InlineData("screen-256color", "truecolor", "", "/tmp/tmux", ColorDepth.TrueColor)]
    [InlineData("xterm", "", "", "", ColorDepth.Palette16)]
    [InlineData("linux", "", "", "", ColorDepth.Palette16)]
    [InlineData("xterm-kitty", "", "", "", ColorDepth.TrueColor)]
    [InlineData("xterm-direct", "", "", "", ColorDepth.TrueColor)]
    [InlineData("dumb", "truecolor", "", "", ColorDepth.None)]
    [InlineData("vt220", "", "", "", ColorDepth.None)]
    [InlineData("", "", "", "", ColorDepth.None)]
    public void The_number_of_colours_is_told_by_the_environment(string term, string colorTerm, string noColor, string tmux, ColorDepth depth)
    {
        string? Variable(string name) => name switch
        {
            "TERM" => term, "COLORTERM" => colorTerm, "NO_COLOR" => noColor, "TMUX" => tmux, _ => null,
        };

        Assert.Equal(depth, TerminalCapabilities.DetectColors(Variable));
        var capabilities = TerminalCapabilities.Detect(Variable);
        Assert.Equal(depth, capabilities.Colors);
        Assert.Equal(tmux.Length > 0, capabilities.InsideTmux);
    }

    [Theory]
    [InlineData("TERM=xterm-256color", false)] // mosh and others call themselves so
    [InlineData("TERM=xterm-256color XTERM_VERSION=XTerm(379)", true)]
    [InlineData("TERM=xterm-256color VTE_VERSION=7200", true)]
    [InlineData("TERM=screen-256color XTERM_VERSION=XTerm(379)", false)]
    [InlineData("TERM=screen-256color TMUX=/tmp/tmux", true)]
    [InlineData("TERM=xterm-kitty", true)]
    [InlineData("TERM=linux", false)]
    [InlineData("", false)]
    public void Only_terminals_that_are_known_to_repeat_characters_are_asked_to(string environment, bool repeats)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(repeats, TerminalCapabilities.Detect(variables.GetValueOrDefault).RepeatsCharacter);
    }

    [Fact]
    public void A_style_over_another_changes_only_what_it_sets()
    {
        var under = new Style(Color.Red, Color.Blue, TextAttributes.Bold);
        Assert.Equal(under, under.Merge(Style.Plain));
        Assert.Equal(new Style(Color.Green, Color.Blue, TextAttributes.Bold | TextAttributes.Dim), under.Merge(Style.Fg(Color.Green).Dim()));
        Assert.Equal(Color.Default, under.Merge(Style.Bg(Color.Default)).Background);
        Assert.Equal(TextAttributes.None, under.Without(TextAttributes.Bold).Attributes);
    }
}
