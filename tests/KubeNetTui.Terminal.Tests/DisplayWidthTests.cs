namespace KubeNetTui.Terminal.Tests;

public sealed class DisplayWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("é", 1)]
    [InlineData("e\u0301\u0302", 1)]
    [InlineData("世界", 4)]
    [InlineData("ｆｕｌｌ", 8)]
    [InlineData("한글", 4)]
    [InlineData("\u1112\u1161\u11ab", 2)] // 한 in its letters
    [InlineData("😀", 2)]
    [InlineData("❤", 1)]
    [InlineData("❤\uFE0F", 2)]
    [InlineData("1\uFE0F\u20E3", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("👨‍👩‍👧‍👦", 2)]
    [InlineData("🇩🇪🇫🇷", 4)]
    [InlineData("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", 2)]
    [InlineData("─│┌", 3)]
    [InlineData("\u00AD", 1)]
    [InlineData("\e[0m", 4)]
    [InlineData("\r\n", 2)]
    public void Columns_are_those_of_a_terminal(string text, int columns) => Assert.Equal(columns, DisplayWidth.Of(text));

    [Fact]
    public void A_fit_never_cuts_a_cluster()
    {
        Assert.Equal(2, DisplayWidth.Fit("e\u0301世", 2, out var used));
        Assert.Equal(1, used);
        Assert.Equal(3, DisplayWidth.Fit("e\u0301世", 3));
    }

    [Fact]
    public void Cleaned_text_keeps_line_ends_only_where_asked()
    {
        Assert.Equal("a␊b␉␛[m", SafeText.Clean("a\nb\t\e[m"));
        Assert.Equal("a\nb\t␛[m", SafeText.Clean("a\nb\t\e[m", keepLines: true));
        Assert.Equal("😀\uFFFD", SafeText.Clean("😀\ud83d"));
        Assert.Same("plain ü 世", SafeText.Clean("plain ü 世"));
    }

    [Theory]
    [InlineData("one two three", 7, "one two,three")]
    [InlineData("abcdefghij", 4, "abcd,efgh,ij")]
    [InlineData("a\n\nb", 5, "a,,b")]
    [InlineData("世界世界", 5, "世界,世界")]
    [InlineData("世", 1, "世")]
    public void Prose_is_cut_between_words(string text, int width, string lines) => Assert.Equal(lines, string.Join(',', WordWrap.Lines(text, width)));
}
