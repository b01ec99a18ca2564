using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Terminal.Tests;

public sealed class ScreenRendererTests
{
    private static readonly TerminalCapabilities Full = new();

    [Fact]
    public void An_unchanged_frame_writes_no_byte()
    {
        var renderer = new ScreenRenderer(Full);
        var buffer = new Buffer(new Rect(0, 0, 40, 5));
        buffer.Write(3, 2, "héllo 世界 👩‍🔬", Style.Fg(Color.Red));

        Assert.NotEqual(0, renderer.Render(buffer, null).Length);
        Assert.Equal(0, renderer.Render(buffer, null).Length);
    }

    [Fact]
    public void One_changed_character_writes_a_move_and_the_character()
    {
        var renderer = new ScreenRenderer(Full);
        var buffer = new Buffer(new Rect(0, 0, 40, 5));
        renderer.Render(buffer, null);
        buffer.Write(7, 3, "x");

        Assert.Equal("\e[?2026h\e[4;8Hx\e[?2026l", Text(renderer.Render(buffer, null)));
    }

    [Fact]
    public void A_difference_that_cannot_be_seen_writes_no_byte()
    {
        var renderer = new ScreenRenderer(Full with { Colors = ColorDepth.None });
        var buffer = new Buffer(new Rect(0, 0, 10, 1));
        buffer.Write(0, 0, "abc", Style.Fg(Color.Red));
        renderer.Render(buffer, null);
        buffer.SetStyle(buffer.Area, Style.Fg(Color.Rgb(1, 2, 3)));
        buffer.SetStyle(new Rect(5, 0, 5, 1), Style.Plain.Bold());

        Assert.Equal(0, renderer.Render(buffer, null).Length);
    }

    [Fact]
    public void A_line_that_becomes_blank_is_erased_with_three_bytes()
    {
        var renderer = new ScreenRenderer(Full);
        var buffer = new Buffer(new Rect(0, 0, 80, 3));
        buffer.Write(0, 1, new string('x', 80));
        renderer.Render(buffer, null);
        buffer.Fill(buffer.Area, default);

        Assert.Equal("\e[?2026h\r\e[K\e[?2026l", Text(renderer.Render(buffer, null)));
    }

    [Fact]
    public void A_run_of_one_character_is_repeated_by_the_terminal_where_it_can()
    {
        var buffer = new Buffer(new Rect(0, 0, 80, 1));
        buffer.Write(10, 0, new string('-', 60));

        Assert.Contains("-\e[59b", Text(new ScreenRenderer(Full).Render(buffer, null)), StringComparison.Ordinal);
        Assert.Contains(new string('-', 60), Text(new ScreenRenderer(Full with { RepeatsCharacter = false }).Render(buffer, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Attributes_still_go_out_without_colours()
    {
        var buffer = new Buffer(new Rect(0, 0, 10, 1));
        buffer.Write(0, 0, "ab", Style.Fg(Color.Red).Reverse().Bold());

        var text = Text(new ScreenRenderer(Full with { Colors = ColorDepth.None }).Render(buffer, null));

        Assert.Contains("\e[1;7mab", text, StringComparison.Ordinal);
        Assert.DoesNotContain("31", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Moving_the_cursor_by_one_row_in_a_full_200x50_table_writes_under_600_bytes(bool repeats)
    {
        var renderer = new ScreenRenderer(Full with { RepeatsCharacter = repeats });
        var buffer = new Buffer(new Rect(0, 0, 200, 50));
        var state = new TableState();
        var table = new Table
        {
            Columns = [.. Enumerable.Range(0, 12).Select(i => new Column($"COLUMN {i}"))],
            Rows = new FullRows(),
            Selected = new Style(Color.Rgb(0, 0, 0), Color.Rgb(127, 255, 212)),
        };
        table.Render(buffer.Area, buffer, state);
        renderer.Render(buffer, null);

        state.MoveBy(1);
        var next = new Buffer(buffer.Area);
        table.Render(next.Area, next, state);
        var bytes = renderer.Render(next, null).Length;

        Assert.InRange(bytes, 1, 599);
    }

    [Fact]
    public void A_buffer_of_another_size_is_painted_whole()
    {
        var renderer = new ScreenRenderer(Full);
        renderer.Render(new Buffer(new Rect(0, 0, 10, 2)), null);
        var buffer = new Buffer(new Rect(0, 0, 12, 3));
        buffer.Write(0, 2, "new");
        var screen = new VirtualScreen(12, 3);
        screen.Feed(renderer.Render(buffer, (1, 1)).Span);

        Assert.Equal("new", screen.Line(2));
        Assert.Equal((1, 1, true), (screen.X, screen.Y, screen.CursorVisible));
    }

    [Fact]
    public void Half_of_a_wide_character_overwritten_leaves_nothing_of_it()
    {
        var renderer = new ScreenRenderer(Full);
        var screen = new VirtualScreen(6, 1);
        var buffer = new Buffer(new Rect(0, 0, 6, 1));
        buffer.Write(0, 0, "世界世");
        screen.Feed(renderer.Render(buffer, null).Span);
        buffer.Write(1, 0, "界x");
        screen.Feed(renderer.Render(buffer, null).Span);

        Assert.Equal(" 界x世", screen.Line(0));
    }

    [Fact]
    public void Text_behind_an_emoji_is_in_its_place_on_a_terminal_that_takes_the_emoji_for_narrow()
    {
        var screen = new VirtualScreen(8, 1, widthOf: cluster => Math.Min(1, DisplayWidth.Of(cluster)));
        var renderer = new ScreenRenderer(Full);
        var buffer = new Buffer(new Rect(0, 0, 8, 1));
        buffer.Write(0, 0, "abcdefgh");
        screen.Feed(renderer.Render(buffer, null).Span);
        buffer.Write(1, 0, "❤\uFE0Fx👩‍🔬");
        screen.Feed(renderer.Render(buffer, null).Span);

        Assert.Equal("a❤\uFE0F x👩‍🔬 gh", screen.Line(0));
    }

    [Fact]
    public void Any_frame_after_any_other_shows_exactly_itself_at_every_depth()
    {
        var buffers = Gen.Sized(_ => Drawing().ListOf(12)).ToArbitrary();
        foreach (var depth in Enum.GetValues<ColorDepth>())
        {
            foreach (var (repeats, erases) in new[] { (true, true), (false, true), (false, false) })
            {
                var capabilities = new TerminalCapabilities { Colors = depth, RepeatsCharacter = repeats, ErasesWithBackground = erases };
                Prop.ForAll(buffers, buffers, (first, second) => Shows(capabilities, [.. first], [.. second]))
                    .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true));
            }
        }
    }

    private static void Shows(TerminalCapabilities capabilities, Draw[] first, Draw[] second)
    {
        var area = new Rect(0, 0, 23, 4);
        var renderer = new ScreenRenderer(capabilities);
        var screen = new VirtualScreen(area.Width, area.Height, capabilities.ErasesWithBackground);
        var buffer = new Buffer(area);
        foreach (var draws in new[] { first, second })
        {
            Array.ForEach(draws, draw => draw.Onto(buffer));
            screen.Feed(renderer.Render(buffer, (draws.Length, 1)).Span);
            AssertShows(buffer, screen, capabilities.Colors);
            Assert.Equal((draws.Length, 1), (screen.X, screen.Y));
            Assert.Equal(0, renderer.Render(buffer, (draws.Length, 1)).Length);
        }
    }

    private static void AssertShows(Buffer buffer, VirtualScreen screen, ColorDepth depth)
    {
        for (var y = 0; y < buffer.Area.Height; y++)
        {
            for (var x = 0; x < buffer.Area.Width; x++)
            {
                var cell = buffer[x, y];
                var (text, style) = screen[x, y];
                Assert.Equal(cell.Text, text);
                var owner = cell.IsContinuation ? buffer[x - 1, y] : cell;
                Assert.Equal(Seen(owner, owner.Style, depth), Seen(owner, style, ColorDepth.TrueColor));
            }
        }
    }

    private static Style Seen(Cell cell, Style style, ColorDepth depth)
    {
        var inked = (style.Attributes & (TextAttributes.Underline | TextAttributes.Reverse | TextAttributes.Strike)) != 0;
        var foreground = style.Foreground.IsSet ? style.Foreground.Downgrade(depth) : Color.Default;
        var background = style.Background.IsSet ? style.Background.Downgrade(depth) : Color.Default;
        return cell.IsBlank && !inked ? new Style(Color.Default, background) : new Style(foreground, background, style.Attributes);
    }

    private static Gen<Draw> Drawing()
    {
        var text = Gen.Elements("a", "bc", " ", "世", "界界", "e\u0301", "👩‍🔬", "❤\uFE0F", "🇩🇪", "──────────", "x        y", "\e[31m", "            ", "-----------------------");
        var color = Gen.Elements(Color.Unset, Color.Default, Color.Red, Color.BrightBlue, Color.Indexed(200), Color.Rgb(10, 200, 30), Color.Rgb(255, 255, 255));
        return from x in Gen.Choose(-3, 24)
               from y in Gen.Choose(0, 3)
               from t in text
               from fg in color
               from bg in color
               from attributes in Gen.Choose(0, 63)
               from kind in Gen.Choose(0, 3)
               select new Draw(x, y, t, new Style(fg, bg, attributes % 3 == 0 ? (TextAttributes)attributes : TextAttributes.None), kind);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private sealed record Draw(int X, int Y, string Text, Style Style, int Kind)
    {
        public void Onto(Buffer buffer)
        {
            switch (Kind)
            {
                case 0:
                    buffer.Fill(new Rect(X, Y, Text.Length + 4, 2), Style);
                    break;
                case 1:
                    buffer.SetStyle(new Rect(X, Y, 5, 1), Style);
                    break;
                default:
                    buffer.Write(X, Y, Text, Style);
                    break;
            }
        }
    }

    /// <summary>Text in nearly every column, with a colour of its own for some.</summary>
    private sealed class FullRows : ITableRows
    {
        public int Count => 1000;

        public TableCell this[int row, int column] =>
            new($"value-{row % 97:d2}-{column:d2}-abc", column % 4 == 2 ? Style.Fg(Color.Rgb(200, 30, 30)) : default);

        public Style StyleOf(int row) => Style.Fg(Color.Rgb(135, 206, 250));
    }
}
