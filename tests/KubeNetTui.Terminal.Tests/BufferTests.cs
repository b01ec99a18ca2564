using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Terminal.Tests;

public sealed class BufferTests
{
    [Fact]
    public void Text_is_cut_at_the_edge_and_at_its_limit()
    {
        var buffer = new Buffer(new Rect(0, 0, 6, 3));
        Assert.Equal(6, buffer.Write(0, 0, "abcdefgh"));
        Assert.Equal(3, buffer.Write(1, 1, "abcdefgh", default, 3));
        Assert.Equal(8, buffer.Write(-2, 2, "abcdefgh"));
        Assert.Equal("abcdef\n abc\ncdefgh", buffer.ToText());
    }

    [Fact]
    public void Nothing_is_written_outside_of_the_area()
    {
        var buffer = new Buffer(new Rect(2, 2, 3, 1));
        Assert.Equal(0, buffer.Write(2, 1, "x"));
        Assert.Equal(0, buffer.Write(2, 3, "x"));
        Assert.Equal(0, buffer.Write(5, 2, "x"));
        Assert.Equal(0, buffer.Write(2, 2, "x", default, 0));
        buffer.Fill(new Rect(0, 0, 100, 100), Style.Bg(Color.Red));
        Assert.Equal("", buffer.ToText());
        Assert.Equal(Color.Red, buffer[4, 2].Style.Background);
        Assert.Equal(default, buffer[5, 2]);
    }

    [Fact]
    public void A_wide_character_at_the_right_edge_becomes_a_space()
    {
        var buffer = new Buffer(new Rect(0, 0, 4, 1));
        buffer.Write(0, 0, "xxxx");
        Assert.Equal(4, buffer.Write(0, 0, "a世界", Style.Fg(Color.Red)));
        Assert.Equal("|a世 |", Drawing.Text(buffer));
        Assert.True(buffer[2, 0].IsContinuation);
        Assert.Equal(Color.Red, buffer[3, 0].Style.Foreground);
    }

    [Fact]
    public void A_wide_character_at_the_left_edge_becomes_a_space()
    {
        var buffer = new Buffer(new Rect(0, 0, 4, 1));
        buffer.Write(0, 0, "xxxx");
        Assert.Equal(4, buffer.Write(-1, 0, "世a1"));
        Assert.Equal("| a1x|", Drawing.Text(buffer));
    }

    [Fact]
    public void Half_of_a_wide_character_overwritten_becomes_a_space()
    {
        var buffer = new Buffer(new Rect(0, 0, 6, 1));
        buffer.Write(0, 0, "世界世");
        buffer.Write(1, 0, "x");
        buffer.Write(4, 0, "y");
        Assert.Equal("| x界y |", Drawing.Text(buffer));
        buffer.Fill(new Rect(3, 0, 1, 1), default);
        Assert.Equal("| x  y |", Drawing.Text(buffer));
    }

    [Fact]
    public void A_copy_that_begins_and_ends_in_wide_characters_leaves_no_halves()
    {
        var source = new Buffer(new Rect(0, 0, 6, 1));
        source.Write(0, 0, "世界世");
        var target = new Buffer(new Rect(0, 0, 6, 1));
        target.Write(0, 0, "abcdef");
        target.Copy(source, new Rect(1, 0, 4, 1));
        Assert.Equal("|a 界 f|", Drawing.Text(target));
    }

    [Fact]
    public void Combining_marks_and_emoji_are_one_cell_or_two()
    {
        var buffer = new Buffer(new Rect(0, 0, 12, 1));
        Assert.Equal(8, buffer.Write(0, 0, "e\u0301x❤\uFE0F👩‍🔬🇩🇪"));
        Assert.Equal("e\u0301", buffer[0, 0].Text);
        Assert.Equal("x", buffer[1, 0].Text);
        Assert.Equal((2, "❤\uFE0F"), (buffer[2, 0].Width, buffer[2, 0].Text));
        Assert.Equal((2, "👩‍🔬"), (buffer[4, 0].Width, buffer[4, 0].Text));
        Assert.Equal((2, "🇩🇪"), (buffer[6, 0].Width, buffer[6, 0].Text));
    }

    [Fact]
    public void A_style_is_laid_over_what_is_there_and_a_fill_replaces_it()
    {
        var buffer = new Buffer(new Rect(0, 0, 3, 1));
        buffer.SetStyle(buffer.Area, Style.Bg(Color.Blue).Bold());
        buffer.Write(0, 0, "a", Style.Fg(Color.Red));
        Assert.Equal(new Style(Color.Red, Color.Blue, TextAttributes.Bold), buffer[0, 0].Style);
        buffer.Fill(buffer.Area, Style.Fg(Color.Green));
        Assert.Equal(Style.Fg(Color.Green), buffer[0, 0].Style);
    }

    [Fact]
    public void What_does_not_fit_ends_in_an_ellipsis()
    {
        Assert.Equal("|abc…    |", Drawing.Text(8, 1, (_, buffer) => buffer.WriteFit(0, 0, "abcdef", default, 4)));
        Assert.Equal("|世…     |", Drawing.Text(8, 1, (_, buffer) => buffer.WriteFit(0, 0, "世界世", default, 4)));
        Assert.Equal("|  abc   |", Drawing.Text(8, 1, (_, buffer) => buffer.WriteFit(0, 0, "abc", default, 5, right: true)));
        Assert.Equal("|…       |", Drawing.Text(8, 1, (_, buffer) => buffer.WriteFit(0, 0, "abc", default, 1)));
    }

    [Fact]
    public void Control_characters_are_drawn_as_marks()
    {
        var buffer = new Buffer(new Rect(0, 0, 30, 1));
        buffer.Write(0, 0, "a\e[31m\0\r\n\t\x7f\x9b\u202e\u2066\ud800z\u200b");
        Assert.Equal("a␛[31m␀␍␊␉␡␦⇄⇄\uFFFDz◌", buffer.ToText());
    }

    [Theory]
    [InlineData("\u0603\ud83dx", "\u0603\uFFFDx")] // U+0603 joins with what follows it
    [InlineData("\u0603\u202ex", "\u0603⇄x")]
    [InlineData("\u0603\ex", "\u0603␛x")]
    public void A_character_that_joins_with_the_next_hides_nothing_in_its_cluster(string text, string drawn)
    {
        var buffer = new Buffer(new Rect(0, 0, 9, 1));
        buffer.Write(0, 0, text);
        Assert.Contains(drawn[1..], buffer.ToText(), StringComparison.Ordinal);
        Assert.DoesNotContain(buffer.ToText(), char.IsSurrogate);
    }

    [Fact]
    public void No_text_puts_anything_into_a_cell_that_a_terminal_obeys()
    {
        var part = Gen.OneOf(
            Gen.Elements("\e", "\x9b", "\u202e", "\ud83d", "\ude00", "\u200d", "\u0301", "a", "世", "👩", "\r\n", "\u0085", "\u2028", "\U000E0041", "\uFE0F"),
            Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString()));
        Prop.ForAll(part.ListOf().ToArbitrary(), parts =>
        {
            var text = string.Concat(parts);
            var buffer = new Buffer(new Rect(0, 0, 40, 1));
            var used = buffer.Write(0, 0, text);
            Assert.Equal(Math.Min(40, DisplayWidth.Of(text)), used);
            for (var x = 0; x < 40; x++)
            {
                AssertHarmless(buffer[x, 0].Text);
            }

            AssertHarmless(SafeText.Clean(text));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true));
    }

    private static void AssertHarmless(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            Assert.False(char.IsControl(text[i]) || text[i] is '\u200E' or '\u200F' or '\u061C' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
            Assert.True(!char.IsSurrogate(text[i]) || (char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[++i])));
        }
    }
}
