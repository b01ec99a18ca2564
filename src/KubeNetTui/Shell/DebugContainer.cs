using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Collect;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>
/// Puts a container with tools into a pod that has none, waits until it runs, and lends the terminal to its shell. Asked for step by step:
/// beside which container, with which rights, which image; then with the request in sight.
/// </summary>
internal static class DebugContainer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    // A kubelet that tries again and again will go on so: waiting is of no use.
    private static readonly string[] Hopeless = ["ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

    /// <summary>After a shell was not to be had.</summary>
    public static void Offer(IWorkspace workspace, Selection pod, PodContainer container) => workspace.Show(new ChoiceOverlay(
        workspace, SafeText.Clean($"{container.Name} has no shell"),
        [
            new("1", "put a debug container beside it …", () => Rights(workspace, pod, container.Name)),
            new("2", "leave it", static () => { }),
        ]));

    /// <summary>On the UI thread; returns at once.</summary>
    public static void Ask(IWorkspace workspace, Selection pod)
    {
        if (workspace.ReadOnly)
        {
            workspace.Say("No debug container: the program runs read-only (--readonly).", StatusTone.Warning);
            return;
        }

        ContainerQuestion.Read(workspace, pod, "debug container", (_, containers) =>
        {
            List<Choice> choices = [];
            foreach (var container in containers.Where(c => c is { IsRunning: true, Role: ContainerRole.Main or ContainerRole.Sidecar }))
            {
                choices.Add(new Choice($"{choices.Count + 1}", SafeText.Clean($"beside {container.Name}, seeing its processes"), () => Rights(workspace, pod, container.Name)));
            }

            choices.Add(new Choice($"{choices.Count + 1}", "in the pod's network alone", () => Rights(workspace, pod, null)));
            foreach (var there in containers.Where(c => c is { IsRunning: true, Role: ContainerRole.Debug }))
            {
                choices.Add(new Choice($"{choices.Count + 1}", SafeText.Clean($"none new: back to {there.Name}, which runs"), () => PodShell.AttachTo(workspace, pod, there, withKeyboard: true)));
            }

            workspace.Show(new ChoiceOverlay(workspace, SafeText.Clean($"debug container for {pod.Name}"), choices));
        });
    }

    private static void Rights(IWorkspace workspace, Selection pod, string? target) => workspace.Show(new ChoiceOverlay(
        workspace, "what may it do?",
        [.. DebugProfile.All.Select((p, i) => new Choice($"{i + 1}", $"{p.Name,-10}  {p.What}", () => Image(workspace, pod, target, p)))]));

    private static void Image(IWorkspace workspace, Selection pod, string? target, DebugProfile profile) => workspace.Ask(
        new PromptRequest("image: ", workspace.Session.Shells.DebugImage ?? new NodeShellOptions().DebugImage)
        {
            Hint = "IMAGE, or IMAGE COMMAND …",
            History = "debug image",
            Entered = typed =>
            {
                try
                {
                    var name = DebugContainerPlan.NewName();
                    var plan = DebugContainerPlan.Make(pod, target, profile, typed, name);
                    ActionQuestion.Confirm(workspace, plan, () => Start(workspace, pod, plan, name));
                }
                catch (PlanException e)
                {
                    workspace.Say(e.Message, StatusTone.Warning);
                }
            },
        });

    private static void Start(IWorkspace workspace, Selection pod, ActionPlan plan, string name) =>
        WaitLine.Run(workspace, $"{plan.Title} …", async line =>
        {
            var session = workspace.Session;
            FootprintObject item = new(
                session.Client.Settings.Server.GetLeftPart(UriPartial.Authority), session.Client.Settings.ContextName, FootprintObject.Container,
                pod.Namespace, pod.Name, name, "", workspace.Time.GetUtcNow());
            try
            {
                await session.Footprint.PlanAsync(item, line.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                line.Then(() => workspace.Say(SafeText.Clean($"No debug container, for it could not be noted down: {e.Message}"), StatusTone.Bad));
                return;
            }

            // Once it is asked for it is not given up half-way: whether it was made must be known.
            var results = await ActionRun.SendAsync(session.Client, plan, session.Ending).ConfigureAwait(false);
            if (results[0].Problem is { } problem)
            {
                session.Footprint.Forget(item);
                line.Then(() => workspace.Say(SafeText.Clean($"No debug container: {problem}"), StatusTone.Bad));
                return;
            }

            var (container, why) = await UntilRunningAsync(workspace, line, pod, name).ConfigureAwait(false);
            line.Then(() =>
            {
                if (container is null)
                {
                    workspace.Say(SafeText.Clean($"{name} does not run: {why}. It stays in the pod's list; y shows it."), StatusTone.Bad);
                }
                else
                {
                    PodShell.AttachTo(workspace, pod, container, withKeyboard: true);
                }
            });
        });

    private static async Task<(PodContainer? Running, string Why)> UntilRunningAsync(IWorkspace workspace, WaitLine line, Selection pod, string name)
    {
        var since = workspace.Time.GetTimestamp();
        var state = "the kubelet has not said anything about it";
        while (workspace.Time.GetElapsedTime(since) < Patience)
        {
            try
            {
                var json = await workspace.Session.Client.GetAsync(PlannedRequest.PathOf(pod), line.Token).ConfigureAwait(false);
                var found = PodContainer.Of(JsonNode.Parse(json.Body.Span) ?? throw new JsonException("null")).FirstOrDefault(c => c.Name == name);
                if (found is { IsRunning: true })
                {
                    return (found, "");
                }

                if (found is { State.Length: > 0 })
                {
                    state = $"{found.State} {found.Message}".Trim();
                    if (Hopeless.Contains(found.State) || found.State is "Completed" or "Error" or "StartError" or "ContainerCannotRun")
                    {
                        return (null, state);
                    }
                }

                line.Say($"{name} starts: {state} …");
            }
            catch (ApiException e) when (e.Failure.HttpStatus == 404)
            {
                return (null, "its pod is gone");
            }
            catch (ApiException e)
            {
                state = e.Failure.Message;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return (null, $"the pod can't be read: {e.Message}");
            }

            await Task.Delay(LookEvery, line.Token).ConfigureAwait(false);
        }

        return (null, $"not within {Patience.TotalMinutes:0} minutes: {state}");
    }
}
