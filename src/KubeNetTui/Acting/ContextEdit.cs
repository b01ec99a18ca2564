using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Acting;

/// <summary>Contexts of the kubeconfig renamed and deleted: asked for with the lines that change in sight, what was there is kept.</summary>
/// <param name="inUse">The context of the cluster in sight.</param>
/// <param name="changed">On the UI thread, after a change; with the new name where it was the one in use.</param>
/// <param name="ending">Of the program.</param>
internal sealed class ContextEdit(IWorkspace workspace, IConnector connector, string? inUse, Action<string?> changed, CancellationToken ending)
{
    public void Rename(string context) => workspace.Ask(new PromptRequest($"rename {SafeText.Clean(context)} to: ", context)
    {
        Hint = "another name",
        History = "context name",
        Entered = typed =>
        {
            var to = typed.Trim();
            if (to == context)
            {
                workspace.Say("the name is the same");
                return;
            }

            Plan($"rename context {context} to {to}", $"renamed to {to}", config => config.Rename(context, to), isDestructive: false, context == inUse ? to : null);
        },
    });

    public void Delete(string context)
    {
        if (context == inUse)
        {
            workspace.Say("this context is in use: enter on another switches first", StatusTone.Warning);
            return;
        }

        Plan($"delete context {context}", "deleted; its cluster and user stay in the file", config => config.Remove(context), isDestructive: true, null);
    }

    private void Plan(string title, string done, Func<KubeConfig, KubeConfigChange> plan, bool isDestructive, string? to)
    {
        if (workspace.ReadOnly)
        {
            workspace.Say(SafeText.Clean($"{title}: the program was started read-only"), StatusTone.Warning);
            return;
        }

        workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            try
            {
                if (await connector.ConfigurationAsync(ending).ConfigureAwait(false) is not { } config)
                {
                    workspace.Post(() => workspace.Say("the demo has no kubeconfig that could be changed", StatusTone.Warning));
                    return;
                }

                var change = plan(config);
                workspace.Post(() => Ask(title, done, change, isDestructive, to));
            }
            catch (KubeConfigException e)
            {
                workspace.Post(() => workspace.Say(SafeText.Clean(e.Message), StatusTone.Bad));
            }
            catch (OperationCanceledException)
            {
                // The program ended.
            }
        }
    }

    private void Ask(string title, string done, KubeConfigChange change, bool isDestructive, string? to)
    {
        List<string> lines = [];
        foreach (var file in change.Files)
        {
            lines.Add(file.Path);
            lines.AddRange(file.Lines);
            lines.Add("");
        }

        lines.Add("All else in the file stays as it is; a copy is kept to undo it.");
        workspace.Show(new YesNoOverlay(workspace, SafeText.Clean(title), string.Join('\n', lines.Select(l => SafeText.Clean(l))), isDestructive, yes =>
        {
            if (!yes)
            {
                workspace.Say(SafeText.Clean($"{title}: not done"));
                return;
            }

            try
            {
                var undo = change.Write(Path.Combine(ConfigFolders.From(Environment.GetEnvironmentVariable).State, "kubeconfig"), workspace.Time.GetUtcNow());
                workspace.Say(SafeText.Clean($"{done}; undo: cp {undo[0]} {change.Files[0].Path}"), StatusTone.Good);
                changed(to);
            }
            catch (KubeConfigException e)
            {
                workspace.Say(SafeText.Clean(e.Message), StatusTone.Bad);
            }
        }));
    }
}
