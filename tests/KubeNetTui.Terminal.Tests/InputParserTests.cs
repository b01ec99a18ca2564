using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Terminal.Tests;

public sealed class InputParserTests
{
    public static TheoryData<string, string> Keys => new()
    {
        { "a", "a" }, { "G", "G" }, { " ", "space" }, { "ü", "ü" }, { "世", "世" }, { "\r", "enter" }, { "\t", "tab" },
        { "\x7f", "backspace" }, { "\b", "ctrl-h" }, { "\x01", "ctrl-a" }, { "\x12", "ctrl-r" }, { "\x1a", "ctrl-z" }, { "\0", "ctrl-space" },
        { "\x1c", "ctrl-\\" }, { "\n", "ctrl-j" },
        { "\e", "esc" }, { "\ex", "alt-x" }, { "\eX", "alt-X" }, { "\e\r", "alt-enter" }, { "\e\x7f", "alt-backspace" }, { "\eü", "alt-ü" },
        { "\e[A", "up" }, { "\e[B", "down" }, { "\e[C", "right" }, { "\e[D", "left" }, { "\e[H", "home" }, { "\e[F", "end" },
        { "\eOA", "up" }, { "\eOH", "home" }, { "\eOP", "f1" }, { "\eOS", "f4" }, { "\eOM", "enter" }, { "\eOj", "*" }, { "\eOy", "9" },
        { "\e[1;5A", "ctrl-up" }, { "\e[1;2D", "shift-left" }, { "\e[1;3C", "alt-right" }, { "\e[1;6H", "ctrl-shift-home" }, { "\e[1;8F", "ctrl-alt-shift-end" },
        { "\e[1~", "home" }, { "\e[2~", "insert" }, { "\e[3~", "delete" }, { "\e[4~", "end" }, { "\e[5~", "pgup" }, { "\e[6~", "pgdn" }, { "\e[3;5~", "ctrl-delete" },
        { "\e[11~", "f1" }, { "\e[15~", "f5" }, { "\e[17~", "f6" }, { "\e[21~", "f10" }, { "\e[23~", "f11" }, { "\e[24~", "f12" }, { "\e[24;2~", "shift-f12" },
        { "\e[1;2P", "shift-f1" }, { "\e[1;5R", "ctrl-f3" }, { "\e[[A", "f1" }, { "\e[[E", "f5" },
        { "\e[Z", "shift-tab" }, { "\e[27;5;114~", "ctrl-r" }, { "\e[27;2;13~", "shift-enter" }, { "\e[114;5u", "ctrl-r" }, { "\e[27u", "esc" }, { "\e[97;2u", "A" },
        { "\e[13;3u", "alt-enter" }, { "\e[57399u", "0" }, { "\e[97:65;4u", "alt-A" }, { "\e[57417;5u", "ctrl-left" },
        { "\e[a", "shift-up" }, { "\eOa", "ctrl-up" }, { "\e[3^", "ctrl-delete" }, { "\e[3$", "shift-delete" }, { "\e[3@", "ctrl-shift-delete" },
        { "\e\e[A", "alt-up" }, { "\e\eOA", "alt-up" }, { "\e[", "alt-[" }, { "\eO", "alt-O" }, { "\e]", "alt-]" }, { "\eP", "alt-P" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_read_the_same_wherever_its_bytes_are_cut(string bytes, string key)
    {
        var whole = Encoding.UTF8.GetBytes(bytes);
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            Assert.Equal([key], TestEvents.Parse([whole[..cut], whole[cut..]]).Select(one => one.ToString()));
        }

        Assert.Equal([key], TestEvents.Parse(whole.Select(b => new[] { b })).Select(one => one.ToString()));
    }

    [Fact]
    public void A_lone_Esc_waits_for_the_time_out_and_a_sequence_does_not()
    {
        var parser = new InputParser();
        var events = new List<InputEvent>();
        parser.Feed("\e"u8, events);
        Assert.True(parser.IsWaiting);
        Assert.Empty(events);

        parser.Flush(events);
        Assert.False(parser.IsWaiting);
        Assert.Equal([new KeyEvent(Key.Esc)], events);

        parser.Feed("\e[A"u8, events);
        Assert.False(parser.IsWaiting);
        Assert.Equal(new KeyEvent(Key.Up), events[^1]);
    }

    [Fact]
    public void Esc_pressed_twice_is_two_keys()
    {
        Assert.Equal(["esc", "esc"], TestEvents.Parse("\e\e").Select(one => one.ToString()));
        Assert.Equal(["esc", "alt-j"], TestEvents.Parse("\e\ej").Select(one => one.ToString()));
    }

    [Fact]
    public void A_key_after_a_broken_sequence_is_read()
    {
        Assert.Equal(["up"], TestEvents.Parse("\e[12;\e[A").Select(one => one.ToString()));
        Assert.Equal(["enter"], TestEvents.Parse("\e[999~\r").Select(one => one.ToString()));
        Assert.Equal(["\uFFFD", "x"], TestEvents.Parse([[0xC3], [(byte)'x']]).Select(one => one.ToString()));
        Assert.Equal(["\uFFFD", "a"], TestEvents.Parse([[0xFF, (byte)'a']]).Select(one => one.ToString()));
    }

    [Theory]
    [InlineData("\e]11;rgb:0000/0000/0000\a")]
    [InlineData("\e]11;rgb:0000/0000/0000\e\\")]
    [InlineData("\eP>|XTerm(388)\e\\")]
    [InlineData("\e[?2026;2$y")]
    [InlineData("\e[?62;22c")]
    [InlineData("\e[24;80R")]
    [InlineData("\e[97;1:3u")]
    public void An_answer_that_nobody_asked_for_is_no_key(string bytes)
    {
        var whole = Encoding.UTF8.GetBytes(bytes);
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            Assert.Empty(TestEvents.Parse([whole[..cut], whole[cut..]]));
        }
    }

    [Fact]
    public void The_mouse_is_read_beyond_column_223()
    {
        Assert.Equal([new MouseEvent(MouseAction.Press, MouseButton.Left, 499, 299)], TestEvents.Parse("\e[<0;500;300M"));
        Assert.Equal([new MouseEvent(MouseAction.Release, MouseButton.Left, 499, 299)], TestEvents.Parse("\e[<0;500;300m"));
        Assert.Equal([new MouseEvent(MouseAction.Drag, MouseButton.Right, 0, 0, Modifiers.Ctrl)], TestEvents.Parse("\e[<50;1;1M"));
        Assert.Equal([new MouseEvent(MouseAction.Move, MouseButton.None, 9, 4)], TestEvents.Parse("\e[<35;10;5M"));
        Assert.Equal([new MouseEvent(MouseAction.WheelUp, MouseButton.None, 9, 4, Modifiers.Shift)], TestEvents.Parse("\e[<68;10;5M"));
        Assert.Equal([new MouseEvent(MouseAction.WheelDown, MouseButton.None, 9, 4)], TestEvents.Parse("\e[<65;10;5M"));
        Assert.Empty(TestEvents.Parse("\e[<0;0;5M"));
        Assert.Empty(TestEvents.Parse("\e[<0M"));
    }

    [Fact]
    public void An_old_mouse_report_does_not_become_keys()
    {
        Assert.Equal(["x"], TestEvents.Parse("\e[M !!x").Select(one => one.ToString()));
    }

    [Fact]
    public void Focus_comes_and_goes()
    {
        Assert.Equal([new FocusEvent(true), new FocusEvent(false)], TestEvents.Parse("\e[I\e[O"));
    }

    [Fact]
    public void A_paste_is_text_whatever_is_in_it_and_wherever_it_is_cut()
    {
        var text = "rm -rf /\r\n\tü \e[A \x03 \e[201 \e[20";
        var whole = Encoding.UTF8.GetBytes($"a\e[200~{text}\e[201~b");
        InputEvent[] expected = [new KeyEvent('a'), new PasteEvent(text), new KeyEvent('b')];
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            Assert.Equal(expected, TestEvents.Parse([whole[..cut], whole[cut..]]));
        }

        Assert.Equal(expected, TestEvents.Parse(whole.Select(b => new[] { b })));
    }

    [Fact]
    public void A_time_out_in_the_middle_of_a_paste_cuts_nothing()
    {
        var parser = new InputParser();
        var events = new List<InputEvent>();
        parser.Feed("\e[200~slow\e"u8, events);
        Assert.False(parser.IsWaiting);
        parser.Flush(events);
        parser.Feed("[201~"u8, events);

        Assert.Equal([new PasteEvent("slow")], events);
    }

    [Fact]
    public void A_paste_without_end_comes_in_pieces_instead_of_eating_the_memory()
    {
        var parser = new InputParser();
        var events = new List<InputEvent>();
        parser.Feed("\e[200~"u8, events);
        var block = new byte[1024 * 1024];
        Array.Fill(block, (byte)'x');
        for (var i = 0; i < 9; i++)
        {
            parser.Feed(block, events);
        }

        parser.Feed("\e[201~y"u8, events);
        Assert.Equal(9 * block.Length, events.OfType<PasteEvent>().Sum(paste => paste.Text.Length));
        Assert.True(events.Count > 2);
        Assert.Equal(new KeyEvent('y'), events[^1]);
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_leave_the_parser_stuck()
    {
        var special = Gen.Elements<byte>(0x1b, (byte)'[', (byte)'O', (byte)']', (byte)'<', (byte)';', (byte)'M', (byte)'~', (byte)'2', (byte)'0', (byte)'u', (byte)'$', 0xC3, 0xF0, 7);
        var bytes = Gen.Frequency((3, special), (1, Gen.Choose(0, 255).Select(i => (byte)i))).ArrayOf().ToArbitrary();
        Prop.ForAll(bytes, bytes, (first, second) =>
        {
            var parser = new InputParser();
            var events = new List<InputEvent>();
            parser.Feed(first, events);
            parser.Feed(second, events);
            parser.Flush(events);
            Assert.False(parser.IsWaiting);

            // A paste may have begun: end it. Then a key must come through.
            parser.Feed("\e[201~"u8, events);
            parser.Flush(events);
            parser.Feed("z"u8, events);
            Assert.Equal(new KeyEvent('z'), events[^1]);
            Assert.All(events.OfType<KeyEvent>(), key => Assert.Equal(key, KeyEvent.Parse(key.ToString())));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true));
    }

    [Fact]
    public void Every_cut_of_random_input_gives_the_same_events()
    {
        var piece = Gen.Elements("a", "世", "\e[A", "\e[1;5B", "\eOP", "\e[<0;300;20M", "\e[200~p\e[201~", "\r", "\x12", "\e[27;5;9~", "\ex");
        Prop.ForAll(piece.ListOf().ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (pieces, at) =>
        {
            var whole = Encoding.UTF8.GetBytes(string.Concat(pieces));
            var cut = whole.Length == 0 ? 0 : at % whole.Length;
            Assert.Equal(TestEvents.Parse([whole]), TestEvents.Parse([whole[..cut], whole[cut..]]));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }
}
