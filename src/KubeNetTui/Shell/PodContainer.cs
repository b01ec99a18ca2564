using System.Text.Json.Nodes;

namespace KubeNetTui.Shell;

internal enum ContainerRole
{
    Main,
    Sidecar,

    /// <summary>Ephemeral: put into the pod for debugging.</summary>
    Debug,
    Init,
}

/// <summary>A container as a shell, an attachment or a transfer wants to know it; those put in for debugging are among them.</summary>
/// <param name="State">In a word: <c>running</c>, <c>CrashLoopBackOff</c>, <c>Completed</c>; "" where the kubelet said nothing yet.</param>
/// <param name="Stdin">Its process reads what is typed.</param>
/// <param name="Tty">Its process has a terminal.</param>
internal sealed record PodContainer(string Name, string Image, ContainerRole Role, bool IsRunning, string State, bool Stdin, bool Tty)
{
    /// <summary>Said by the state, where there is more to say than its word.</summary>
    public string Message { get; init; } = "";

    /// <summary>In the order in which a person wants them; that which kubectl would take comes first.</summary>
    /// <exception cref="InvalidOperationException">It is no pod.</exception>
    public static IReadOnlyList<PodContainer> Of(JsonNode pod)
    {
        var preferred = (string?)pod["metadata"]?["annotations"]?["kubectl.kubernetes.io/default-container"];
        List<PodContainer> all = [];
        Add("containers", "containerStatuses");
        Add("initContainers", "initContainerStatuses");
        Add("ephemeralContainers", "ephemeralContainerStatuses");
        return [.. all.OrderByDescending(c => c.Name == preferred).ThenBy(c => c.Role)];

        void Add(string field, string statuses)
        {
            var known = (pod["status"]?[statuses] as JsonArray ?? []).OfType<JsonObject>().ToList();
            foreach (var container in (pod["spec"]?[field] as JsonArray ?? []).OfType<JsonObject>())
            {
                var name = (string?)container["name"] ?? "";
                var (running, state, message) = StateOf(known.FirstOrDefault(s => (string?)s["name"] == name)?["state"]);
                var role = field switch
                {
                    "containers" => ContainerRole.Main,
                    "ephemeralContainers" => ContainerRole.Debug,
                    _ => (string?)container["restartPolicy"] == "Always" ? ContainerRole.Sidecar : ContainerRole.Init,
                };
                all.Add(new PodContainer(
                    name, (string?)container["image"] ?? "", role, running, state, (bool?)container["stdin"] == true, (bool?)container["tty"] == true)
                {
                    Message = message,
                });
            }
        }
    }

    private static (bool IsRunning, string State, string Message) StateOf(JsonNode? state) => state switch
    {
        { } when state["running"] is not null => (true, "running", ""),
        { } when state["waiting"] is { } waiting => (false, (string?)waiting["reason"] ?? "waiting", (string?)waiting["message"] ?? ""),
        { } when state["terminated"] is { } ended => (false, (string?)ended["reason"] ?? "ended", (string?)ended["message"] ?? ""),
        _ => (false, "", ""),
    };
}
