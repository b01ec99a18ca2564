using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Terminal.Tests;

public sealed class AnsiTextTests
{
    [Fact]
    public void Colours_of_a_log_become_styles()
    {
        Assert.Equal(
            [
                new Segment("time "), new Segment("ERROR", Style.Fg(Color.Red).Bold()), new Segment(" x", Style.Fg(Color.Red)), new Segment("y"),
                new Segment("z", Style.Bg(Color.Indexed(200))), new Segment("!", new Style(Color.Rgb(1, 2, 3), Color.Indexed(200))),
            ],
            AnsiText.Parse("time \e[1;31mERROR\e[22m x\e[my\e[48;5;200mz\e[38;2;1;2;3m!"));
    }

    [Fact]
    public void A_colour_that_is_cut_short_changes_nothing() => Assert.Equal([new Segment("x")], AnsiText.Parse("\e[38;1mx"));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("\e[m", "")]
    [InlineData("\e[2Ja\e[1;1Hb", "ab")]
    [InlineData("\e]8;;http://x\e\\link\e]8;;\a.", "link.")]
    [InlineData("\e]0;title", "\e]0;title")]
    [InlineData("a\e[", "a\e[")]
    [InlineData("a\e", "a\e")]
    [InlineData("\e[38;5mx\e[38mz", "xz")]
    [InlineData("\e[?25lx", "x")]
    public void Other_sequences_are_left_out_and_halves_stay(string line, string text) => Assert.Equal(text, AnsiText.Strip(line));

    [Fact]
    public void No_input_throws_or_gets_past_the_buffer()
    {
        var part = Gen.Elements("\e", "[", "]", "1", "38", ";", ":", "5", "2", "m", "H", "?", "\a", "\\", "text", "999999999999", "\e[38;2;");
        Prop.ForAll(part.ListOf().ToArbitrary(), parts =>
        {
            var pieces = AnsiText.Parse(string.Concat(parts));
            var drawn = Drawing.Text(30, 1, (_, buffer) => Segment.Write(buffer, 0, 0, pieces));
            Assert.DoesNotContain(drawn, char.IsControl);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));
    }
}
