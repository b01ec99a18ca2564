using System.Text;
using KubeNetTui.Terminal;
using KubeNetTui.Terminal.Tests;
using KubeNetTui.Tests.CommandLine;
using KubeNetTui.Tests.Keys;
using KubeNetTui.Tests.Sessions;

namespace KubeNetTui.Tests.Hostile;

/// <summary>Nothing that a cluster says is obeyed by the terminal: on no screen, in no report.</summary>
public sealed class HostileClusterTests
{
    [Fact]
    public async Task On_every_screen_the_terminal_gets_what_the_program_draws_and_nothing_from_the_cluster()
    {
        await using Demo demo = await Demo.StartAsync();
        HostileCluster.Poison(demo);
        MemoryDevice device = new() { Size = new TerminalSize(160, 45) };
        await using TerminalSession terminal = new(device, new TerminalOptions { Signals = false, Capabilities = new TerminalCapabilities { Colors = ColorDepth.TrueColor } });
        await using Visitor visitor = await Visitor.OpenAsync("pods -A", "kube-system", demo: demo, width: 160, height: 45);
        VirtualScreen screen = new(160, 45);
        int seen = 0, marks = 0;

        await Places.VisitAsync(visitor, place =>
        {
            // What is read in the background may change the picture between two frames: the one that is compared is the one that was sent.
            string text = "";
            terminal.Draw(frame =>
            {
                visitor.Person.Sides.Render(frame.Buffer);
                text = frame.Buffer.ToText();
            });
            string[] lines = text.Split('\n');
            Assert.True(SpinWait.SpinUntil(() => Feed() && lines.Select(l => l.TrimEnd()).SequenceEqual(Enumerable.Range(0, 45).Select(screen.Line)), TimeSpan.FromSeconds(30)),
                $"at {place.Title} the terminal shows\n{string.Join('\n', Enumerable.Range(0, 45).Select(screen.Line))}\nin place of\n{string.Join('\n', lines)}");
            Assert.Equal("", string.Join('\n', lines.SelectMany(l => l.EnumerateRunes().Where(IsObeyed).Select(r => $"U+{r.Value:X4} at {place.Title} in {l}"))));
            marks += lines.Sum(l => l.Count(c => c == '␛'));
        });

        Assert.True(marks > 100, $"only {marks} marks were seen: were the texts hostile at all?");
        Assert.DoesNotContain(screen.Strings, s => s.Contains("owned", StringComparison.Ordinal));

        // Whole frames only. On a sequence that the program does not send itself, the screen throws.
        bool Feed()
        {
            ReadOnlySpan<byte> written = device.Written.AsSpan(seen);
            int end = written.LastIndexOf("\e[?2026l"u8);
            if (end >= 0)
            {
                ReadOnlySpan<byte> frames = written[..(end + 8)];
                Assert.DoesNotContain(Encoding.UTF8.GetString(frames), c => c is >= '\u0080' and <= '\u009f');
                screen.Feed(frames);
                seen += frames.Length;
            }

            return true;
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("markdown")]
    [InlineData("json")]
    [InlineData("junit")]
    public async Task No_report_holds_what_a_terminal_obeys(string format)
    {
        await using Demo demo = await Demo.StartAsync();
        HostileCluster.Poison(demo);
        string config = demo.Write("demo.yaml", demo.Server.KubeConfigYaml);

        CommandLineRun run = await CommandLineRun.Of("check", "--kubeconfig", config, "-A", "--no-nodes", "--no-probes", "-o", format);

        Assert.True(run.Out.Length > 500, run.Error);
        // JSON is for programs: what reorders letters stays what it is there, what a terminal obeys is escaped.
        Assert.DoesNotContain(run.Out.EnumerateRunes(), r => (format == "json" ? Rune.IsControl(r) : IsObeyed(r)) && r.Value != '\n');
    }

    private static bool IsObeyed(Rune rune) =>
        Rune.IsControl(rune) || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0x061C or 0x2028 or 0x2029 or (>= 0xE0000 and <= 0xE007F);
}
