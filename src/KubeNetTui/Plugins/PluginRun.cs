using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Terminal;

namespace KubeNetTui.Plugins;

/// <summary>Asks what a plugin wants to know, confirms, and runs it: in the terminal, or in the background with its output shown.</summary>
internal static class PluginRun
{
    /// <summary>A background plugin that runs longer is ended, and that is said.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private const int MostOutput = 256 * 1024;

    public static void Start(IWorkspace workspace, Plugin plugin, PluginVariables variables) => AskInputs(workspace, plugin, variables, 0);

    private static void AskInputs(IWorkspace workspace, Plugin plugin, PluginVariables variables, int index)
    {
        if (index == plugin.Inputs.Count)
        {
            Confirm(workspace, plugin, variables);
            return;
        }

        var input = plugin.Inputs[index];
        if (input.Kind is PluginInputKind.Choice or PluginInputKind.Flag)
        {
            IReadOnlyList<string> options = input.Kind == PluginInputKind.Flag ? ["true", "false"] : input.Options;
            workspace.Show(new Reading.ChoiceOverlay(workspace, input.Label, [.. options.Select((o, i) => new Reading.Choice(i < 9 ? $"{i + 1}" : "", o, () => Next(o)))]));
            return;
        }

        workspace.Ask(new PromptRequest($"{input.Label}: ", input.Default)
        {
            History = "plugin " + plugin.Name,
            Entered = typed =>
            {
                var isWrong = (input.IsRequired && typed.Length == 0) || (input.Kind == PluginInputKind.Number && typed.Length > 0 && !double.TryParse(typed, out _));
                if (isWrong)
                {
                    workspace.Say($"{plugin.Name}: {input.Label} must be {(input.Kind == PluginInputKind.Number ? "a number" : "given")}", StatusTone.Warning);
                    return;
                }

                Next(typed);
            },
        });

        void Next(string value) => AskInputs(workspace, plugin, variables.With(input.Variable, value), index + 1);
    }

    private static void Confirm(IWorkspace workspace, Plugin plugin, PluginVariables variables)
    {
        IReadOnlyList<string> words = [variables.Expand(plugin.Command), .. plugin.Arguments.Select(variables.Expand)];
        if (!plugin.Confirms)
        {
            Run(workspace, plugin, variables, words);
            return;
        }

        workspace.Show(new Acting.YesNoOverlay(workspace, SafeText.Clean(plugin.Description), "$ " + SafeText.Clean(Shown(words)), isDestructive: true, yes =>
        {
            if (yes)
            {
                Run(workspace, plugin, variables, words);
            }
            else
            {
                workspace.Say($"{plugin.Name}: not run");
            }
        }));
    }

    private static void Run(IWorkspace workspace, Plugin plugin, PluginVariables variables, IReadOnlyList<string> words)
    {
        // Pipes are the person's own shell words, as in k9s; values from the cluster reach the shell as arguments, never as its text.
        ProcessStartInfo start = new(words[0], words.Skip(1));
        if (plugin.Pipes.Count > 0)
        {
            var rest = string.Join(" | ", plugin.Pipes.Select(variables.Expand));
            start = new ProcessStartInfo("sh", ["-c", $"\"$@\" | {rest}", "plugin", .. words]);
        }

        foreach (var (name, value) in variables.Values.Where(v => !v.Key.Contains('-', StringComparison.Ordinal)))
        {
            if (name is not "KUBECONFIG")
            {
                start.Environment[name is "USER" ? "KUBE_USER" : name] = value;
            }
        }

        if (variables.ConfigPath.Length > 0)
        {
            start.Environment["KUBECONFIG"] = variables.ConfigPath;
        }

        workspace.Own(new ValueTask(plugin.InBackground ? BackgroundAsync(workspace, plugin, start) : ForegroundAsync(workspace, plugin, start)));
    }

    private static async Task ForegroundAsync(IWorkspace workspace, Plugin plugin, ProcessStartInfo start)
    {
        try
        {
            var code = await workspace.RunProgramAsync(start).ConfigureAwait(false);
            workspace.Post(() => workspace.Say(code == 0 ? $"{plugin.Name} has ended" : $"{plugin.Name} ended with exit code {code}", code == 0 ? StatusTone.Good : StatusTone.Bad));
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            workspace.Post(() => workspace.Say($"{plugin.Name}: {start.FileName} can't be started: {e.Message}", StatusTone.Bad));
        }
    }

    private static async Task BackgroundAsync(IWorkspace workspace, Plugin plugin, ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var clock = new CancellationTokenSource(Long, workspace.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(workspace.Session.Ending, clock.Token);
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, limit.Token);
            var error = ReadAsync(process.StandardError, limit.Token);
            try
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                workspace.Post(() => workspace.Say($"{plugin.Name} did not end within {Long.TotalMinutes:0} minutes and was ended", StatusTone.Bad));
                return;
            }

            var (said, wrong, code) = (await output.ConfigureAwait(false), await error.ConfigureAwait(false), process.ExitCode);
            workspace.Post(() => Tell(workspace, plugin, said, wrong, code));
        }
        catch (OperationCanceledException)
        {
            // The session ended, and the plugin with it.
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            workspace.Post(() => workspace.Say($"{plugin.Name}: {start.FileName} can't be started: {e.Message}", StatusTone.Bad));
        }
    }

    private static void Tell(IWorkspace workspace, Plugin plugin, string said, string wrong, int code)
    {
        if (code != 0)
        {
            workspace.Say(SafeText.Clean($"{plugin.Name} ended with exit code {code}: {FirstLine(wrong.Length > 0 ? wrong : said)}"), StatusTone.Bad);
        }
        else
        {
            workspace.Say(plugin.TellsOutput && said.Length > 0 ? SafeText.Clean(FirstLine(said)) : $"{plugin.Name} is done", StatusTone.Good);
        }

        if (said.Contains('\n', StringComparison.Ordinal) && said.TrimEnd('\n').Contains('\n', StringComparison.Ordinal))
        {
            List<string> lines = [.. said.TrimEnd('\n').Split('\n').Select(l => SafeText.Clean(l))];
            workspace.Open(new PageScreen(workspace, plugin.Name, new Page(plugin.Description, lines, [("esc", "back")])));
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellation)
    {
        StringBuilder text = new();
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (text.Length < MostOutput)
            {
                text.Append(buffer, 0, read);
            }
        }

        return text.ToString();
    }

    private static string FirstLine(string text) => text.AsSpan().IndexOf('\n') is >= 0 and var end ? text[..end] : text;

    private static string Shown(IReadOnlyList<string> words) => string.Join(' ', words.Select(w => w.Contains(' ', StringComparison.Ordinal) ? $"'{w}'" : w));
}
