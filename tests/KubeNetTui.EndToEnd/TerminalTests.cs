using System.Text.RegularExpressions;

namespace KubeNetTui.EndToEnd;

/// <summary>The terminal: every size, every depth of colour, and put back as it was whatever happens.</summary>
public sealed class TerminalTests
{
    private static readonly Regex AnyColour = new(@"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m");
    private static readonly Regex MoreThan16 = new(@"\x1b\[(?:[0-9]+[;:])*(?:38|48)[;:](?:2|5)[;:]");

    [Theory]
    [InlineData(20, 5)]
    [InlineData(1, 1)]
    [InlineData(40, 10)]
    [InlineData(250, 12)]
    public async Task Any_size_is_drawn_and_grown_out_of(int columns, int rows)
    {
        await using var person = await Person.OpenAsync(columns, rows, "demo --still");
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        await person.Resize(160, 45);
        await person.Expect("ads-");
        await person.Resize(columns, rows);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await person.Resize(80, 24);
        await person.Expect("ads-");
    }

    [Fact]
    public async Task With_NO_COLOR_the_screen_has_none_and_still_says_what_failed()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still", ("NO_COLOR", "1"));
        await ShowServices(person);
        Assert.DoesNotMatch(AnyColour, await person.StyledScreenAsync());
    }

    [Fact]
    public async Task With_sixteen_colours_no_other_is_used()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still", ("TERM", "xterm-16color"));
        await ShowServices(person);
        var screen = await person.StyledScreenAsync();
        Assert.DoesNotMatch(MoreThan16, screen);
        Assert.Matches(AnyColour, screen);
    }

    [Fact]
    public async Task With_true_colour_the_themes_own_colours_are_used()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still", ("COLORTERM", "truecolor"));
        await ShowServices(person);
        Assert.Matches(@"\x1b\[(?:[0-9]+;)*38[;:]2[;:]", await person.StyledScreenAsync());
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_ends_it_and_the_terminal_is_put_back(string signal, int otherwise)
    {
        await using var person = await Person.OpenAsync(100, 30, "demo --still");
        await person.Expect("ads-");
        await BuiltProgram.RunAsync("/bin/sh", ["-c", $"kill -{signal} {await person.ProgramPidAsync()}"]);
        var screen = await person.ExpectMatch(@"\[ended \d+\]");
        Assert.Matches($@"\[ended (0|{otherwise})\]", screen);
        await PutBack(person);
    }

    [Fact]
    public async Task Quitting_puts_the_terminal_back()
    {
        await using var person = await Person.OpenAsync(100, 30, "demo --still");
        await person.Expect("ads-");
        await person.Command("q");
        await person.Expect("[ended 0]");
        await PutBack(person);
    }

    [Fact]
    public async Task The_command_stop_gives_the_shell_back_and_fg_the_screen()
    {
        await using var person = await Person.ShellAsync(100, 30, "exec bash --norc --noprofile -i");
        await person.ExpectMatch(@"bash-[\d.]+[#$]");
        await person.Type($"{BuiltProgram.Path} demo --still");
        await person.Press("Enter");
        await person.Expect("ads-");
        await person.Type(":stop");
        await person.Press("Enter");
        await person.Expect("Stopped");
        await person.Type("fg");
        await person.Press("Enter");
        await person.Expect("READY");
        await person.Expect("ads-");
    }

    [Fact]
    public async Task Without_a_terminal_it_says_so_and_what_works_instead()
    {
        var outcome = await BuiltProgram.RunAsync("demo");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("terminal", outcome.Error);
        Assert.Contains("check", outcome.Error);
        Assert.DoesNotContain("\u001b", outcome.Output);
    }

    private static async Task ShowServices(Person person)
    {
        await person.Expect("ads-");
        await person.Command("svc shop");
        await person.ExpectMatch(@"cart\s+✗");
    }

    /// <summary>The shell line after the program printed its settings: line mode and echo are on again, the cursor is shown.</summary>
    private static async Task PutBack(Person person)
    {
        var screen = await person.ExpectMatch(@"speed \d+");
        Assert.DoesNotContain("READY", screen);
        await person.Type("typed after the end");
        await person.Expect("typed after the end");
        Assert.Equal("1 0 0", await person.ModesAsync());
    }
}
