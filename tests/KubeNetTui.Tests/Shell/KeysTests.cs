using System.Text;
using KubeNetTui.Shell;

namespace KubeNetTui.Tests.Shell;

public sealed class KeysTests
{
    [Theory]
    [InlineData("ls\r", "ls\r", false)]
    [InlineData("\u0010\u0011", "", true)]
    [InlineData("a\u0010\u0011b", "a", true)]
    [InlineData("\u0010x", "\u0010x", false)]
    [InlineData("\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("\u0011", "\u0011", false)]
    public void Ctrl_p_ctrl_q_leaves_and_all_other_keys_go_on(string typed, string onward, bool leaves)
    {
        (ReadOnlyMemory<byte> rest, bool wants) = new DetachKeys().Take(Encoding.UTF8.GetBytes(typed));
        Assert.Equal((onward, leaves), (Encoding.UTF8.GetString(rest.Span), wants));
    }

    [Fact]
    public void The_two_keys_may_come_apart()
    {
        DetachKeys keys = new();
        Assert.True(keys.Take("\u0010"u8.ToArray()).Onward.IsEmpty);
        Assert.True(keys.Take("\u0011"u8.ToArray()).Leaves);
    }

    [Fact]
    public void Without_a_terminal_on_the_other_side_whole_lines_go_out_and_letters_can_be_taken_back()
    {
        TypedLines lines = new();
        (byte[] echo, byte[] sent, bool ends) = lines.Take("grüx\u007f\u007fß\r"u8);
        Assert.Equal("grüx\b \b\b \bß\r\n", Encoding.UTF8.GetString(echo));
        Assert.Equal("grß\n", Encoding.UTF8.GetString(sent));
        Assert.False(ends);
        Assert.True(lines.Take("\u0004"u8).Ends);
        Assert.False(lines.Take("x\u0004"u8).Ends);
    }

    [Fact]
    public void Line_ends_are_those_of_a_raw_terminal_and_other_bytes_stay()
    {
        Assert.Equal("a\r\nb\r\n\u0085", Encoding.UTF8.GetString(TypedLines.Cooked("a\nb\r\n\u0085"u8.ToArray()).Span));
    }
}
