using KubeNetTui.Terminal;
using KubeNetTui.Themes;

namespace KubeNetTui.App;

/// <summary>The full-screen program: opens the terminal, draws the first frame, connects behind it.</summary>
internal static class Explorer
{
    /// <returns>The exit code: 0, or 2 where there is no terminal to draw on or a mistake of ours ended it (it says so on stderr).</returns>
    public static async Task<int> RunAsync(ExplorerOptions options, CancellationToken cancellation)
    {
        var capabilities = TerminalCapabilities.Detect(Environment.GetEnvironmentVariable);
        var problems = new List<string>();
        var folders = Configuration.ConfigFolders.From(Environment.GetEnvironmentVariable);
        var settings = Configuration.PersonalConfig.Load(folders, null, null).Settings;
        var theme = ThemeStore.Load(options.Theme ?? settings.Theme, capabilities.Colors, problems);
        TerminalSession terminal;
        try
        {
            terminal = TerminalSession.Open(new TerminalOptions { Capabilities = capabilities, Mouse = settings.Mouse });
        }
        catch (TerminalException e)
        {
            await Console.Error.WriteLineAsync($"kubenettui: {e.Message}\nWithout a screen: kubenettui check service/NAME -n NAMESPACE (see kubenettui check --help)").ConfigureAwait(false);
            return 2;
        }

        Exception? failure = null;
        await using (terminal.ConfigureAwait(false))
        {
            var loop = new EventLoop(terminal);
            var connector = new KubeConnector(options);
            var sides = new Sides(() => new Workspace(loop, connector, theme, options.Time, options.ReadOnly, folders));
            var workspace = sides.Focused;
            foreach (var problem in problems)
            {
                workspace.Say(problem, StatusTone.Warning);
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var vitals = options.Vitals is { } tell ? Vitals.TellAsync(tell, TimeProvider.System, ending.Token) : Task.CompletedTask;
            try
            {
                await loop.RunAsync(sides, () => workspace.Connect(null, new Arrival(options.Command)), cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failure = e;
            }

            await ending.CancelAsync().ConfigureAwait(false);
            await vitals.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await sides.DisposeAsync().ConfigureAwait(false);
        }

        if (failure is null)
        {
            return 0;
        }

        await ReportAsync(failure, options.LogFile).ConfigureAwait(false);
        return 2;
    }

    // The terminal is put back by now: one line for the person, the rest for whoever mends it.
    private static async Task ReportAsync(Exception failure, string? logFile)
    {
        var where = "run again with --log-file FILE for the details";
        if (logFile is not null)
        {
            try
            {
                await File.AppendAllTextAsync(logFile, $"{DateTimeOffset.Now:O} {failure}\n").ConfigureAwait(false);
                where = $"the details are in {logFile}";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                where = $"the details can't be written to {logFile}: {e.Message}";
            }
        }

        await Console.Error.WriteLineAsync($"kubenettui: a mistake in the program ended it: {SafeText.Clean(failure.Message)} ({where})").ConfigureAwait(false);
    }
}
