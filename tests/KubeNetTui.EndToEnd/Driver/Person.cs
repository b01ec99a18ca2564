using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeNetTui.EndToEnd;

/// <summary>
/// A person at a terminal: a tmux window of a given size in which a command runs, keys that are pressed, and a screen that is read.
/// Expectations wait: they hold as soon as the screen shows what is expected, and fail with the screen as it is.
/// </summary>
internal sealed class Person : IAsyncDisposable
{
    private static int _count;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("knt-person-");
    private readonly string _socket = $"knt-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    private Person()
    {
    }

    /// <summary>How long an expectation waits: generous, because machines that run tests are busy.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Opens a terminal with the built program in it.</summary>
    public static Task<Person> OpenAsync(int columns, int rows, string arguments, params (string Name, string Value)[] environment) =>
        ShellAsync(columns, rows, $"{BuiltProgram.Path} {arguments}; echo \"[ended $?]\"; stty -a | head -n 4; exec cat", environment);

    /// <summary>Opens a terminal with a shell line in it.</summary>
    public static async Task<Person> ShellAsync(int columns, int rows, string line, params (string Name, string Value)[] environment)
    {
        var person = new Person();
        List<string> arguments = ["-f", "/dev/null", "new-session", "-d", "-s", "p", "-x", Text(columns), "-y", Text(rows)];
        (string Name, string Value)[] settings =
        [
            ("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8"), ("KUBECONFIG", "/nonexistent"), ("TERM", "tmux-256color"),
            // Nobody's own keys, aliases or theme.
            ("XDG_CONFIG_HOME", "/nonexistent"), ("XDG_STATE_HOME", person._home.FullName), ("XDG_DATA_HOME", person._home.FullName), .. environment,
        ];
        arguments.Add("env");
        arguments.AddRange(["-u", "NO_COLOR", "-u", "COLORTERM"]);
        arguments.AddRange(settings.Select(s => $"{s.Name}={s.Value}"));
        arguments.AddRange(["sh", "-c", line]);
        await person.TmuxAsync([.. arguments]);
        return person;
    }

    /// <summary>Keys in tmux's names: <c>v</c>, <c>Enter</c>, <c>Escape</c>, <c>C-r</c>, <c>Down</c>.</summary>
    public async Task<Person> Press(params string[] keys)
    {
        foreach (var key in keys)
        {
            await TmuxAsync("send-keys", "-t", "p", key);
        }

        return this;
    }

    /// <summary>Text as it is, no key names.</summary>
    public async Task<Person> Type(string text)
    {
        await TmuxAsync("send-keys", "-t", "p", "-l", text);
        return this;
    }

    /// <summary>A command after the colon.</summary>
    public async Task<Person> Command(string command)
    {
        await Press(":");
        await Type(command);
        return await Press("Enter");
    }

    /// <summary>Moves the cursor of a list down to the row that contains <paramref name="text"/>: filters by it, takes the only row.</summary>
    public async Task<Person> Filter(string text)
    {
        // Ctrl-U: in place of the filter that is there.
        await Press("/", "C-u");
        await Type(text);
        return await Press("Enter");
    }

    public Task Resize(int columns, int rows) => TmuxAsync("resize-window", "-t", "p", "-x", Text(columns), "-y", Text(rows));

    /// <summary>The screen as text, a line a row.</summary>
    public Task<string> ScreenAsync() => TmuxAsync("capture-pane", "-p", "-t", "p");

    /// <summary>The screen with its escape sequences for colours.</summary>
    public Task<string> StyledScreenAsync() => TmuxAsync("capture-pane", "-p", "-e", "-t", "p");

    public Task<string> Expect(string text) => WaitFor(screen => screen.Contains(text, StringComparison.Ordinal), $"\"{text}\"");

    public Task<string> ExpectMatch(string pattern) => WaitFor(screen => Regex.IsMatch(screen, pattern), $"/{pattern}/");

    public Task<string> ExpectGone(string text) => WaitFor(screen => !screen.Contains(text, StringComparison.Ordinal), $"no \"{text}\"");

    public async Task<string> WaitFor(Func<string, bool> holds, string what)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var screen = await ScreenAsync();
            if (holds(screen))
            {
                return screen;
            }

            if (watch.Elapsed > Patience)
            {
                Assert.Fail($"expected {what} within {Patience.TotalSeconds:0} s; the screen is\n{screen}");
            }

            await Task.Delay(60, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The process id of the program in the terminal.</summary>
    public async Task<int> ProgramPidAsync()
    {
        var shell = (await TmuxAsync("display-message", "-p", "-t", "p", "#{pane_pid}")).Trim();
        var children = await BuiltProgram.RunAsync("/bin/sh", ["-c", $"cat /proc/{shell}/task/*/children"]);
        return int.Parse(children.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    /// <summary>What the program put on the clipboard (OSC 52), as tmux keeps it.</summary>
    public Task<string> ClipboardAsync() => TmuxAsync("show-buffer");

    public Task SetOption(string name, string value) => TmuxAsync("set-option", "-s", name, value);

    /// <summary>Cursor shown, alternate screen, any mouse mode: as "1 0 0".</summary>
    public async Task<string> ModesAsync() => (await TmuxAsync("display-message", "-p", "-t", "p", "#{cursor_flag} #{alternate_on} #{mouse_any_flag}")).Trim();

    public async ValueTask DisposeAsync()
    {
        await BuiltProgram.RunAsync("tmux", ["-L", _socket, "kill-server"]);
        try
        {
            _home.Delete(recursive: true);
        }
        catch (IOException)
        {
            // The program is just ending, and writes what it keeps.
        }
    }

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        var outcome = await BuiltProgram.RunAsync("tmux", ["-L", _socket, .. arguments]);
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException($"tmux {string.Join(' ', arguments)}: {outcome}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
