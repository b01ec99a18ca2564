using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Shell;
using KubeNetTui.Terminal;

namespace KubeNetTui.Transfer;

/// <summary>Asks what is to be copied where, shows the command that will be run in the container, and starts it.</summary>
internal static class TransferQuestion
{
    /// <summary>On the UI thread; returns at once. Refused in read-only mode, with the reason said.</summary>
    public static void Ask(IWorkspace workspace, Selection pod)
    {
        if (workspace.ReadOnly)
        {
            workspace.Say("No transfer: the program runs read-only (--readonly).", StatusTone.Warning);
            return;
        }

        ContainerQuestion.Ask(
            workspace, pod, "transfer", "transfer with", c => c.IsRunning, _ => $"no container of {pod.Namespace}/{pod.Name} is running",
            (container, _) => workspace.Show(new ChoiceOverlay(workspace, SafeText.Clean($"transfer with {pod.Name}"),
            [
                new("1", "download: a file or folder from the container", () => AskRemote(workspace, pod, container.Name)),
                new("2", "upload: a file or folder to the container", () => AskLocal(workspace, pod, container.Name)),
            ])));
    }

    private static void AskRemote(IWorkspace workspace, Selection pod, string container) => workspace.Ask(new PromptRequest($"from {pod.Name}: ")
    {
        Hint = "a path in the container, /etc/hosts",
        History = "transfer remote",
        Entered = remote =>
        {
            if (remote.Trim().Length == 0)
            {
                workspace.Say("no path was typed", StatusTone.Warning);
                return;
            }

            var name = new TransferTask(pod, container, false, remote.Trim(), "").RemoteParts.Name;
            workspace.Ask(new PromptRequest("to: ", Path.Combine(Environment.CurrentDirectory, name == "." ? pod.Name : name))
            {
                Hint = "a path of this machine; a folder ends with /",
                History = "transfer local",
                Complete = LocalPaths.Complete,
                Entered = local => ConfirmDownload(workspace, pod, container, remote.Trim(), local.Trim(), name),
            });
        },
    });

    private static void ConfirmDownload(IWorkspace workspace, Selection pod, string container, string remote, string local, string name)
    {
        if (!TryLocal(workspace, local, out var path))
        {
            return;
        }

        // As cp: into a folder that is there, else under the name that was typed.
        if (local.EndsWith('/') || Directory.Exists(path))
        {
            path = Path.Combine(path, name == "." ? pod.Name : name);
        }

        TransferTask task = new(pod, container, false, remote, path);
        var there = File.Exists(path) || Directory.Exists(path) ? "It is there already: each file that would be written over is asked about." : "";
        Confirm(workspace, task, there, isDestructive: false, () => workspace.Open(new TransferScreen(workspace, task, null)));
    }

    private static void AskLocal(IWorkspace workspace, Selection pod, string container) => workspace.Ask(new PromptRequest("from: ", Environment.CurrentDirectory + "/")
    {
        Hint = "a file or folder of this machine",
        History = "transfer local",
        Complete = LocalPaths.Complete,
        Entered = local =>
        {
            if (!TryLocal(workspace, local.Trim(), out var path))
            {
                return;
            }

            var name = Path.GetFileName(path.TrimEnd('/'));
            workspace.Ask(new PromptRequest($"to {pod.Name}: ", "/tmp/" + name)
            {
                Hint = "a path in the container; a folder ends with /",
                History = "transfer remote",
                Entered = remote => Look(workspace, new TransferTask(pod, container, true, Into(remote.Trim(), name), path), name),
            });
        },
    });

    private static string Into(string remote, string name) => remote.EndsWith('/') ? remote + name : remote;

    /// <summary>What is sent, and what stands where it goes: before the question, so that it can say it.</summary>
    private static void Look(IWorkspace workspace, TransferTask task, string name)
    {
        if (task.Remote.Length == 0)
        {
            workspace.Say("no path was typed", StatusTone.Warning);
            return;
        }

        WaitLine.Run(workspace, $"looking at {task.Local}, and at {task.Remote} in {task.Pod.Name} …", async line =>
        {
            try
            {
                var files = LocalFiles.Read(task.Local, line.Token);
                RemoteCommand remote = new(workspace.Session.Client, task.Pod, task.Container);
                var folder = await remote.RunAsync(["ls", "-d", TransferTask.Plain(task.Remote) + "/."], null, line.Token).ConfigureAwait(false);
                if (folder.IsGood)
                {
                    task = task with { Remote = $"{task.Remote.TrimEnd('/')}/{name}" };
                }

                var there = await remote.RunAsync(["ls", "-d", TransferTask.Plain(task.Remote)], null, line.Token).ConfigureAwait(false);
                var words = $"{Sizes.Files(files.Entries.Count(e => !e.IsFolder))}, {Sizes.Of(files.Bytes)}. "
                    + (there.IsMissing ? "Whether something is there already can't be seen: the container has no ls. What is there is written over."
                    : there.IsGood ? $"{task.Remote} is there already, and is written over." : "Nothing is there yet.");
                line.Then(() => Confirm(workspace, task, words, there.IsGood || there.IsMissing, () => workspace.Open(new TransferScreen(workspace, task, files))));
            }
            catch (TransferException e)
            {
                line.Then(() => workspace.Say(SafeText.Clean($"nothing was sent: {e.Message}"), StatusTone.Bad));
            }
            catch (ApiException e)
            {
                var words = e.Failure.HttpStatus == 404 ? $"pod {task.Pod.Name} is gone meanwhile" : $"{e.Failure.Message} {e.Failure.Advice}".TrimEnd();
                line.Then(() => workspace.Say(SafeText.Clean($"nothing was sent: {words}"), StatusTone.Bad));
            }
        });
    }

    private static void Confirm(IWorkspace workspace, TransferTask task, string words, bool isDestructive, Action start)
    {
        List<string> lines =
        [
            task.IsUpload ? $"{task.Local} → {task.Remote}" : $"{task.Remote} → {task.Local}", .. words.Length > 0 ? [words] : Array.Empty<string>(), "",
            $"exec in {task.Pod.Namespace}/{task.Pod.Name} ({task.Container}): {string.Join(' ', task.TarCommand)}",
            task.IsUpload ? "Without tar: a single file by head or dd." : "Without tar: a single file by cat.", "",
            $"$ {task.Kubectl}",
        ];
        workspace.Show(new YesNoOverlay(
            workspace, SafeText.Clean(task.Title), string.Join('\n', lines.Select(l => SafeText.Clean(l))), isDestructive,
            yes =>
            {
                if (yes)
                {
                    start();
                }
                else
                {
                    workspace.Say("nothing was copied");
                }
            }));
    }

    private static bool TryLocal(IWorkspace workspace, string typed, out string path)
    {
        try
        {
            path = TransferTask.Full(typed);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or IOException or NotSupportedException)
        {
            workspace.Say(SafeText.Clean($"\"{typed}\" is no path: {e.Message}"), StatusTone.Warning);
            path = "";
            return false;
        }
    }
}
