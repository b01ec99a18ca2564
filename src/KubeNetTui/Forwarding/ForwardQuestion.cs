using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Forwarding;

/// <summary>Asks which port goes where, with what the object declares as the proposal, and starts the forward.</summary>
internal static class ForwardQuestion
{
    public static bool Covers(ApiResource resource) =>
        resource is { Group: "", Plural: "pods" or "services" or "replicationcontrollers" } or { Group: "apps", Plural: not "controllerrevisions" };

    public static void Ask(IWorkspace workspace, Selection target)
    {
        workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            var ports = "";
            try
            {
                var json = await workspace.Session.Feeds.GetAsync(target.Resource.Path(target.Namespace, target.Name), workspace.Session.Ending).ConfigureAwait(false);
                ports = string.Join(", ", PortsOf(target, JsonNode.Parse(json.Span)));
            }
            catch (Exception e) when (e is ApiException or System.Text.Json.JsonException)
            {
                // Without a proposal, the person knows the port.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            workspace.Post(() => Prompt(workspace, target, ports));
        }
    }

    internal static IEnumerable<string> PortsOf(Selection target, JsonNode? item)
    {
        var spec = target.Resource.Plural is "pods" or "services" ? item?["spec"] : item?["spec"]?["template"]?["spec"];
        var ports = target.Resource.Plural == "services"
            ? spec?["ports"] as JsonArray ?? new JsonArray()
            : [.. (spec?["containers"] as JsonArray ?? new JsonArray()).SelectMany(c => c?["ports"] as JsonArray ?? new JsonArray()).Select(p => p?.DeepClone())];
        return ports.Where(p => (string?)p?["protocol"] is null or "TCP").Select(p => (p?[target.Resource.Plural == "services" ? "port" : "containerPort"])?.ToString() ?? "").Where(p => p.Length > 0);
    }

    private static void Prompt(IWorkspace workspace, Selection target, string ports)
    {
        var first = ports.Split(',')[0];
        workspace.Ask(new PromptRequest($"forward {target.Name}: ", first.Length > 0 ? $"{LocalFor(first)}:{first}" : "")
        {
            Hint = ports.Length > 0 ? $"LOCAL:PORT; it has {ports}" : "LOCAL:PORT or ADDRESS:LOCAL:PORT",
            History = "forward",
            Changed = typed => ForwardRequest.Parse(target, typed, out var problem) is null ? problem : "",
            Entered = typed => Start(workspace, target, typed),
        });
    }

    private static void Start(IWorkspace workspace, Selection target, string typed)
    {
        if (ForwardRequest.Parse(target, typed, out var problem) is not { } request)
        {
            workspace.Say(problem, StatusTone.Warning);
            return;
        }

        var (forward, why) = workspace.Session.Forwards.Start(request, workspace.Time.GetUtcNow());
        workspace.Say(forward is null ? why : $"{forward.Request.Local} → {target.Name}:{request.Port}; :pf lists, and ends it", forward is null ? StatusTone.Bad : StatusTone.Good);
    }

    // A port that takes root to listen on is moved up by 8000, as one does by hand.
    private static string LocalFor(string port) => int.TryParse(port, out var number) && number < 1024 ? (number + 8000).ToString(System.Globalization.CultureInfo.InvariantCulture) : port;
}
