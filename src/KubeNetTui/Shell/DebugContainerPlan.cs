using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KubeNetTui.Acting;
using KubeNetTui.App;

namespace KubeNetTui.Shell;

/// <summary>The request that puts a debug container into a pod.</summary>
internal static class DebugContainerPlan
{
    /// <param name="target">The container whose processes it sees; null: the pod's network alone.</param>
    /// <param name="typed">An image, and perhaps the words of a command behind it.</param>
    /// <param name="name">Of the new container.</param>
    /// <exception cref="PlanException">There is no image.</exception>
    public static ActionPlan Make(Selection pod, string? target, DebugProfile profile, string typed, string name)
    {
        var words = typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            throw new PlanException("no image was typed");
        }

        JsonObject container = new() { ["name"] = name, ["image"] = words[0], ["stdin"] = true, ["tty"] = true };
        if (target is not null)
        {
            container["targetContainerName"] = target;
        }

        if (words.Length > 1)
        {
            container["command"] = new JsonArray([.. words.Skip(1).Select(w => JsonValue.Create(w))]);
        }

        if (profile.SecurityContext() is { } context)
        {
            container["securityContext"] = context;
        }

        JsonObject patch = new() { ["spec"] = new JsonObject { ["ephemeralContainers"] = new JsonArray((JsonNode)container) } };
        var kubectl = $"kubectl debug -it {pod.Name} -n {pod.Namespace} -c {name} --image={words[0]} --profile={profile.Name}"
            + (target is null ? "" : $" --target={target}") + (words.Length > 1 ? " -- " + string.Join(' ', words.Skip(1)) : "");
        return ActionPlan.Of(
            $"put debug container {name} into pod {pod.Namespace}/{pod.Name}",
            $"It can't be removed again: when it has ended it stays in the pod's list until the pod goes. Nothing of the pod is restarted. Profile {profile.Name}: {profile.What}.",
            $"{name} is in pod {pod.Name}",
            PlannedRequest.Patch(pod, patch, PlannedRequest.StrategicPatch, kubectl, "/ephemeralcontainers")) with
        {
            IsDestructive = true,
        };
    }

    public static string NewName() => $"debugger-{RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5)}";
}
