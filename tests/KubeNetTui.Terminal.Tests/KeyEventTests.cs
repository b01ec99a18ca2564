using System.Text;

namespace KubeNetTui.Terminal.Tests;

public sealed class KeyEventTests
{
    [Theory]
    [InlineData("ctrl-r", "ctrl-r")]
    [InlineData("Ctrl-R", "ctrl-r")]
    [InlineData("c-r", "ctrl-r")]
    [InlineData("shift-tab", "shift-tab")]
    [InlineData("escape", "esc")]
    [InlineData("return", "enter")]
    [InlineData("G", "G")]
    [InlineData("shift-g", "G")]
    [InlineData("alt-x", "alt-x")]
    [InlineData("alt-ctrl-x", "ctrl-alt-x")]
    [InlineData("F5", "f5")]
    [InlineData("space", "space")]
    [InlineData("ctrl-space", "ctrl-space")]
    [InlineData("-", "-")]
    [InlineData("ctrl--", "ctrl--")]
    [InlineData("alt--", "alt--")]
    [InlineData(":", ":")]
    [InlineData("ü", "ü")]
    [InlineData("pageup", "pgup")]
    public void The_text_form_is_read_and_printed(string text, string printed) => Assert.Equal(printed, KeyEvent.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("hyper-x")]
    [InlineData("ctrl-")]
    [InlineData("-x")]
    [InlineData("f13")]
    [InlineData("ab")]
    [InlineData("\e")]
    public void What_names_no_key_is_refused(string? text) => Assert.False(KeyEvent.TryParse(text, out _));

    [Fact]
    public void Every_key_prints_a_name_that_reads_as_itself()
    {
        foreach (var key in Enum.GetValues<Key>().Where(key => key != Key.Character))
        {
            for (var modifiers = 0; modifiers < 16; modifiers++)
            {
                var pressed = new KeyEvent(key, (Modifiers)modifiers);
                Assert.Equal(pressed, KeyEvent.Parse(pressed.ToString()));
            }
        }
    }

    [Fact]
    public void A_letter_with_ctrl_is_one_key_whatever_its_case()
    {
        Assert.Equal(new KeyEvent('r', Modifiers.Ctrl), new KeyEvent('R', Modifiers.Ctrl | Modifiers.Shift));
        Assert.NotEqual(new KeyEvent('r'), new KeyEvent('R'));
        Assert.True(new KeyEvent(new Rune('q')).Is('q'));
        Assert.False(new KeyEvent('q', Modifiers.Alt).Is('q'));
    }
}
