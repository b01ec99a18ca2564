using KubeNetTui.App;
using KubeNetTui.Terminal;
using KubeNetTui.Themes;

namespace KubeNetTui.Tests.Configuration;

public sealed class K9sSkinTests
{
    // Made up, in the form of k9s's skins: anchors, and sections that are not ours.
    private const string Dark = """
        foreground: &foreground "#f8f8f2"
        red: &red "#ff5555"
        k9s:
          body:
            fgColor: *foreground
            bgColor: "#282a36"
            logoColor: "#bd93f9"
          frame:
            border: { fgColor: "#6272a4", focusColor: "#44475a" }
            menu: { fgColor: *foreground, keyColor: "#ff79c6", numKeyColor: "#ff79c6" }
            status: { newColor: "#8be9fd", errorColor: *red, pendingColor: orange, highlightColor: "#f1fa8c", completedColor: "#6272a4", addColor: "#50fa7b" }
            title: { fgColor: *foreground, bgColor: "#44475a", highlightColor: orange, counterColor: "#bd93f9", filterColor: "#ff79c6" }
          views:
            charts: { defaultDialColors: [ "#bd93f9", *red ] }
            table: { fgColor: *foreground, bgColor: "#282a36", cursorFgColor: black, cursorBgColor: "#44475a", markColor: "#8be9fd", header: { fgColor: *foreground, sorterColor: "#8be9fd" } }
        """;

    // The other kind that people share: transparent, few colours.
    private const string Transparent = """
        k9s:
          body: { fgColor: dodgerblue, bgColor: default, logoColor: "-" }
          frame: { status: { errorColor: notacolour } }
        """;

    [Fact]
    public void A_dark_skin_gives_its_colours_to_what_means_the_same()
    {
        List<string> problems = [];
        Theme theme = K9sSkin.Read("dark", "dark.yaml", Dark, ThemeStore.Plain, problems);

        Assert.Empty(problems);
        Assert.Equal("dark", theme.Name);
        Assert.Equal("#ff5555", theme.Fail.Foreground.ToString());
        Assert.Equal("#282a36", theme.Text.Background.ToString());
        Assert.Equal(("#44475a", Color.Black), (theme.Selected.Background.ToString(), theme.Selected.Foreground));
        Assert.Equal("#ff79c6", theme.Key.Foreground.ToString());
    }

    [Fact]
    public void A_skin_that_sets_little_leaves_the_rest_and_a_wrong_colour_is_said_with_its_line()
    {
        List<string> problems = [];
        Theme theme = K9sSkin.Read("t", "t.yaml", Transparent, ThemeStore.Plain, problems);

        Assert.StartsWith("t.yaml:3: k9s.frame.status.errorColor must be a colour", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Equal(ThemeStore.Plain.Border, theme.Border);
        Assert.True(Color.TryParse("dodgerblue", out Color blue));
        Assert.Equal((blue, Color.Default), (theme.Text.Foreground, theme.Text.Background));
        Assert.Equal(Color.Default, theme.Logo.Foreground);
    }
}
