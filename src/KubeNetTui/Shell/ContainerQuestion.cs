using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>Reads a pod as it is now, and asks for one of its containers where several fit.</summary>
internal static class ContainerQuestion
{
    /// <summary>On the UI thread; returns at once.</summary>
    /// <param name="what">For words like "No shell: …".</param>
    /// <param name="title">Above the choice: <c>shell in</c>.</param>
    /// <param name="fits">Which may be chosen.</param>
    /// <param name="none">Said where none fits.</param>
    /// <param name="chosen">With the pod as it was read.</param>
    public static void Ask(
        IWorkspace workspace, Selection pod, string what, string title, Func<PodContainer, bool> fits, Func<IReadOnlyList<PodContainer>, string> none,
        Action<PodContainer, JsonNode> chosen) =>
        Read(workspace, pod, what, (json, containers) =>
        {
            PodContainer[] fitting = [.. containers.Where(fits)];
            switch (fitting)
            {
                case []:
                    workspace.Say(SafeText.Clean($"No {what}: {none(containers)}"), StatusTone.Warning);
                    break;
                case [var only]:
                    chosen(only, json);
                    break;
                default:
                    workspace.Show(new ChoiceOverlay(
                        workspace, title,
                        [.. fitting.Select((c, i) => new Choice(i < 9 ? $"{i + 1}" : "", SafeText.Clean(Label(c)), () => chosen(c, json)))]));
                    break;
            }
        });

    /// <summary>The pod and its containers as they are now; what can't be read is said.</summary>
    public static void Read(IWorkspace workspace, Selection pod, string what, Action<JsonNode, IReadOnlyList<PodContainer>> read) =>
        WaitLine.Run(workspace, $"asking for the containers of {pod.Namespace}/{pod.Name} …", async line =>
        {
            try
            {
                var json = await workspace.Session.Feeds.GetAsync(WellKnownKinds.Pods.Path(pod.Namespace, pod.Name), line.Token).ConfigureAwait(false);
                var node = JsonNode.Parse(json.Span) ?? throw new JsonException("null");
                var containers = PodContainer.Of(node);
                line.Then(() => read(node, containers));
            }
            catch (ApiException e)
            {
                var words = e.Failure.HttpStatus == 404 ? $"pod {pod.Namespace}/{pod.Name} is gone meanwhile" : e.Failure.Message;
                line.Then(() => workspace.Say(SafeText.Clean($"No {what}: {words}"), StatusTone.Bad));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                line.Then(() => workspace.Say(SafeText.Clean($"No {what}: pod {pod.Name} can't be read: {e.Message}"), StatusTone.Bad));
            }
        });

    private static string Label(PodContainer container) => container.Role switch
    {
        ContainerRole.Sidecar => $"{container.Name}  (sidecar)",
        ContainerRole.Init => $"{container.Name}  (init)",
        ContainerRole.Debug => $"{container.Name}  (debug, {container.Image})",
        _ => container.Name,
    };
}
