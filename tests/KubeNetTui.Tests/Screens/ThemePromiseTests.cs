using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;
using KubeNetTui.Themes;
using Buffer = KubeNetTui.Terminal.Buffer;

namespace KubeNetTui.Tests.Screens;

/// <summary>What a theme promises by its name, seen in the cells of screens that are drawn with it.</summary>
public sealed class ThemePromiseTests
{
    [Fact]
    public async Task In_the_theme_without_colours_no_cell_has_one()
    {
        foreach (Buffer screen in await ScreensAsync("mono"))
        {
            Assert.All(Cells(screen), c => Assert.True(IsPlain(c.Style.Foreground) && IsPlain(c.Style.Background), $"\"{c.Text}\" is {c.Style.Foreground} on {c.Style.Background}"));
        }

        static bool IsPlain(Color color) => !color.IsSet || color.IsDefault;
    }

    [Fact]
    public async Task In_the_theme_of_sixteen_colours_every_cell_has_one_of_them()
    {
        foreach (Buffer screen in await ScreensAsync("sixteen"))
        {
            Assert.All(Cells(screen), c => Assert.True(IsOfSixteen(c.Style.Foreground) && IsOfSixteen(c.Style.Background), $"\"{c.Text}\" is {c.Style.Foreground} on {c.Style.Background}"));
        }

        static bool IsOfSixteen(Color color) => !color.IsSet || color.IsDefault || (color.IsIndexed && color.Index < 16);
    }

    [Fact]
    public async Task In_the_theme_of_high_contrast_every_letter_stands_out_seven_to_one()
    {
        foreach (Buffer screen in await ScreensAsync("contrast"))
        {
            Assert.All(Cells(screen).Where(c => c.Text != " "), c =>
            {
                Assert.True(c.Style.Foreground.IsRgb && c.Style.Background.IsRgb, $"\"{c.Text}\" leaves its colour to the terminal");
                double contrast = Colours.Contrast(c.Style.Foreground, c.Style.Background);
                Assert.True(contrast >= 7, $"\"{c.Text}\" is {c.Style.Foreground} on {c.Style.Background}: {contrast:0.0} to 1");
                Assert.False(c.Style.Attributes.HasFlag(TextAttributes.Dim));
            });
        }
    }

    [Fact]
    public void In_the_safe_theme_verdicts_differ_at_a_glance_for_eyes_without_red_or_green()
    {
        Theme theme = ThemeStore.Load("safe", ColorDepth.TrueColor, []);
        (string Name, Color Color)[] verdicts =
        [
            ("pass", theme.Pass.Foreground), ("warn", theme.Warn.Foreground), ("fail", theme.Fail.Foreground), ("unknown", theme.Unknown.Foreground),
        ];
        foreach (Colours.Eyes eyes in Enum.GetValues<Colours.Eyes>())
        {
            foreach ((string name, Color color) in verdicts)
            {
                foreach ((string other, Color otherColor) in verdicts.Where(v => string.CompareOrdinal(v.Name, name) > 0))
                {
                    double distance = Colours.Distance(color, otherColor, eyes);
                    Assert.True(distance >= 15, $"{name} and {other} are {distance:0.0} apart for {eyes}");
                }
            }
        }
    }

    [Fact]
    public void The_measure_tells_what_it_should()
    {
        // Known values: black on white is 21 to 1; the red and green of the default palettes fall together without green.
        Assert.Equal(21, Colours.Contrast(Color.Rgb(0, 0, 0), Color.Rgb(255, 255, 255)), 3);
        Color red = Color.Rgb(205, 60, 0), green = Color.Rgb(120, 130, 0);
        Assert.True(Colours.Distance(red, green, Colours.Eyes.All) > 50);
        Assert.True(Colours.Distance(red, green, Colours.Eyes.NoGreen) < Colours.Distance(red, green, Colours.Eyes.All) / 2);
    }

    /// <summary>A list with verdicts and a selection, a search in YAML, a question, the help, a prompt with candidates.</summary>
    private static async Task<List<Buffer>> ScreensAsync(string theme)
    {
        await using Person person = new(command: "pods");
        person.Command("theme " + theme);
        List<Buffer> screens = [person.Draw()];
        screens.Add(person.Press("v").Draw());
        screens.Add(person.Press("v", "ctrl-d").Draw());
        screens.Add(person.Press("1").Draw());
        screens.Add(person.Press("n", "?").Draw());
        screens.Add(person.Press("esc", "/").Type("web").Draw());
        screens.Add(person.Press("esc", ":").Type("s").Draw());
        screens.Add(person.Press("esc").Command("nosuch").Draw());
        screens.Add(person.Command("ctx").Draw());
        person.Workspace.Open(new PageScreen(person.Workspace, "p", Page.Of(new ApiFailure(RequestStep.Connect, 0, "", "refused", "start it"), "Not connected")));
        screens.Add(person.Draw());
        return screens;
    }

    private static IEnumerable<(string Text, Style Style)> Cells(Buffer buffer)
    {
        for (int y = 0; y < buffer.Area.Height; y++)
        {
            for (int x = 0; x < buffer.Area.Width; x++)
            {
                Cell cell = buffer[x, y];
                yield return (cell.Text, cell.Style);
            }
        }
    }
}
