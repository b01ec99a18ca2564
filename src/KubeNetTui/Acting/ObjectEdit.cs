using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Acting;

/// <summary>
/// An object in the person's editor, and back: what was written is sent as it is, with the resourceVersion that was read, so that nobody
/// else's change is lost. What the server refuses comes back into the editor with the reason on top; nothing that was typed is lost.
/// </summary>
internal sealed class ObjectEdit
{
    private const string Remark = "# ";

    /// <summary>Of etcd's: no object is larger.</summary>
    private const int MostBytes = 3 << 20;

    private readonly IWorkspace _workspace;
    private readonly Selection _target;
    private readonly string _path;

    private ObjectEdit(IWorkspace workspace, Selection target)
    {
        (_workspace, _target) = (workspace, target);
        _path = PlannedRequest.PathOf(target) + "?fieldManager=kubenettui-edit&fieldValidation=Strict";
    }

    /// <returns>Null: it can be edited here.</returns>
    public static string? WhyNot(ApiResource resource) =>
        resource is { Group: "", Plural: "secrets" } ? "a Secret's values are never shown here: kubectl edit secret does" : null;

    /// <summary>One after the other; where one is broken off, those after it are not opened.</summary>
    public static void Start(IWorkspace workspace, IReadOnlyList<Selection> targets)
    {
        workspace.Own(new ValueTask(RunAllAsync()));

        async Task RunAllAsync()
        {
            foreach (var target in targets)
            {
                if (!await new ObjectEdit(workspace, target).RunAsync().ConfigureAwait(false))
                {
                    return;
                }
            }
        }
    }

    /// <summary>As kubectl chooses it; may have arguments (<c>code --wait</c>).</summary>
    internal static IReadOnlyList<string> Editor(Func<string, string?> variable) =>
        ((string[])["KUBE_EDITOR", "VISUAL", "EDITOR"]).Select(variable).FirstOrDefault(e => !string.IsNullOrWhiteSpace(e)) is { } set
            ? set.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : ["vi"];

    /// <returns>False: it was broken off.</returns>
    private async Task<bool> RunAsync()
    {
        try
        {
            var json = await _workspace.Session.Feeds.GetAsync(PlannedRequest.PathOf(_target), _workspace.Session.Ending).ConfigureAwait(false);
            if (!YamlText.TryMake(json, out var yaml, out var why))
            {
                Say($"{_target.Name} can't be edited: {why}", StatusTone.Bad);
                return false;
            }

            return await EditAsync(string.Join('\n', yaml.Lines) + "\n").ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            Say(e.Failure.HttpStatus == 404 ? $"{_target.Name} is gone meanwhile" : $"{_target.Name} can't be edited: {e.Failure.Message}", StatusTone.Bad);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception or InvalidOperationException)
        {
            Say($"{_target.Name}: the editor can't be used: {e.Message}; EDITOR names one", StatusTone.Bad);
        }
        catch (OperationCanceledException)
        {
            // The session ended.
        }

        return false;
    }

    private async Task<bool> EditAsync(string original)
    {
        var folder = Directory.CreateTempSubdirectory("kubenettui-edit-");
        var file = Path.Combine(folder.FullName, $"{ConfigFileName(_target.Name)}.yaml");
        var (text, problem) = (original, "");
        while (true)
        {
            await File.WriteAllTextAsync(file, Head(problem) + text, new UTF8Encoding(false), _workspace.Session.Ending).ConfigureAwait(false);
            var editor = Editor(Environment.GetEnvironmentVariable);
            var code = await _workspace.RunProgramAsync(new ProcessStartInfo(editor[0], [.. editor.Skip(1), file])).ConfigureAwait(false);
            if (new FileInfo(file) is not { Exists: true, Length: <= MostBytes })
            {
                Say($"{_target.Name}: not changed: the editor left no file, or one of more than {MostBytes >> 20} MiB", StatusTone.Warning);
                return false;
            }

            var written = WithoutHead(await File.ReadAllTextAsync(file, _workspace.Session.Ending).ConfigureAwait(false));
            if (code != 0)
            {
                Say($"the editor ended with exit code {code}: nothing was changed; what you wrote is in {file}", StatusTone.Warning);
                return false;
            }

            if (written.Trim().Length == 0 || written == text || written == original)
            {
                return GiveUp(folder, file, text, original, problem);
            }

            // Asked first whether the server would take it: what is wrong with it is said before the question, and nothing is changed by it.
            if (await SendAsync(written, isDryRun: true).ConfigureAwait(false) is { } wrong)
            {
                if (wrong.HttpStatus == 404)
                {
                    Say($"{_target.Name} is gone meanwhile: nothing was changed; what you wrote is in {await KeepAsync(file, written).ConfigureAwait(false)}", StatusTone.Bad);
                    return false;
                }

                (text, problem) = (written, Words(wrong));
                continue;
            }

            if (!await ConfirmAsync(original, written).ConfigureAwait(false))
            {
                Say($"{_target.Name}: not changed; what you wrote is in {await KeepAsync(file, written).ConfigureAwait(false)}", StatusTone.Quiet);
                return false;
            }

            if (await SendAsync(written, isDryRun: false).ConfigureAwait(false) is { } refused)
            {
                // Back into the editor, with the reason.
                (text, problem) = (written, Words(refused));
                continue;
            }

            folder.Delete(recursive: true);
            Say($"changed {_target.Resource.Singular} {_target.Name}", StatusTone.Good);
            return true;
        }
    }

    /// <summary>What was written and refused is kept; what nobody wrote is not.</summary>
    private bool GiveUp(DirectoryInfo folder, string file, string text, string original, string problem)
    {
        if (problem.Length > 0 && text != original)
        {
            File.WriteAllText(file, text, new UTF8Encoding(false));
            Say($"{_target.Name}: not changed; what you wrote is in {file}. It was refused: {problem}", StatusTone.Warning);
            return false;
        }

        folder.Delete(recursive: true);
        Say($"{_target.Name}: not changed", StatusTone.Quiet);
        return true;
    }

    /// <summary>Without the lines on top.</summary>
    private async Task<string> KeepAsync(string file, string written)
    {
        await File.WriteAllTextAsync(file, written, new UTF8Encoding(false), _workspace.Session.Ending).ConfigureAwait(false);
        return file;
    }

    /// <returns>Null: it was taken. A webhook that can't be asked without doing it says so: that is no reason against it.</returns>
    private async Task<ApiFailure?> SendAsync(string written, bool isDryRun)
    {
        try
        {
            await _workspace.Session.Client.SendAsync(
                HttpMethod.Put, _path + (isDryRun ? "&dryRun=All" : ""), Encoding.UTF8.GetBytes(written), "application/yaml", _workspace.Session.Ending).ConfigureAwait(false);
            return null;
        }
        catch (ApiException e)
        {
            return isDryRun && e.Failure.Message.Contains("does not support dry run", StringComparison.Ordinal) ? null : e.Failure;
        }
    }

    private static string Words(ApiFailure failure) => failure switch
    {
        { HttpStatus: 409 } => $"somebody else has changed it meanwhile; take their change over (and its resourceVersion): {failure.Message}",
        { Step: RequestStep.Timeout or RequestStep.Answer } => $"no answer came; whether it was changed is not known: look before trying again ({failure.Message})",
        _ => failure.Message,
    };

    /// <summary>Shows what differs, and the request.</summary>
    private Task<bool> ConfirmAsync(string before, string after)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (gone, come) = (Lines(before).Except(Lines(after)).ToList(), Lines(after).Except(Lines(before)).ToList());
        IEnumerable<string> shown = [.. gone.Take(8).Select(l => "- " + l), .. come.Take(8).Select(l => "+ " + l)];
        _workspace.Post(() => _workspace.Show(new YesNoOverlay(
            _workspace, $"change {_target.Resource.Singular} {_target.Name}",
            string.Join('\n', [.. shown.Select(l => SafeText.Clean(l)), gone.Count > 8 || come.Count > 8 ? "…" : "", $"PUT {_path}"]), isDestructive: false, answer.SetResult)));
        return answer.Task.WaitAsync(_workspace.Session.Ending);

        static IEnumerable<string> Lines(string text) => text.Split('\n');
    }

    private string Head(string problem)
    {
        List<string> lines = problem.Length > 0
            ? ["It was refused:", .. SafeText.Clean(problem, keepLines: true).Split('\n'), "Save it changed to try again; leave it as it is, or empty, to give up."]
            : [$"{_target.Resource.Singular} {_target.Namespace}/{_target.Name}. Lines like these at the top are left out. Leave it as it is, or empty, to give up."];
        return string.Concat(lines.Select(l => $"{Remark}{l}\n"));
    }

    private static string WithoutHead(string text)
    {
        var at = 0;
        while (text.AsSpan(at).StartsWith("#"))
        {
            var end = text.IndexOf('\n', at);
            at = end < 0 ? text.Length : end + 1;
        }

        return text[at..];
    }

    private static string ConfigFileName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));

    private void Say(string words, StatusTone tone) => _workspace.Post(() => _workspace.Say(SafeText.Clean(words), tone));
}
