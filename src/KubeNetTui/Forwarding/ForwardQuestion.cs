using System.Net;
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

    /// <param name="targets">Of one kind, and not none; ports are proposed by what the first declares.</param>
    public static void Ask(IWorkspace workspace, IReadOnlyList<Selection> targets)
    {
        var target = targets[0];
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

            workspace.Post(() =>
            {
                if (targets.Count == 1)
                {
                    Prompt(workspace, target, ports);
                }
                else
                {
                    PromptAll(workspace, targets, ports);
                }
            });
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

    private static void Prompt(IWorkspace workspace, Selection target, string ports, (string Taken, string Proposal)? again = null)
    {
        var first = ports.Split(',')[0];
        workspace.Ask(new PromptRequest($"{(again is { } a ? a.Taken + " is taken: " : "")}forward {target.Name}: ", again?.Proposal ?? (first.Length > 0 ? $"{LocalFor(first)}:{first}" : ""))
        {
            Hint = ports.Length > 0 ? $"LOCAL:PORT; it has {ports}" : "LOCAL:PORT or ADDRESS:LOCAL:PORT",
            History = "forward",
            Changed = typed => ForwardRequest.Parse(target, typed, out var problem) is null ? problem : "",
            Entered = typed => Start(workspace, target, typed, ports),
        });
    }

    private static void Start(IWorkspace workspace, Selection target, string typed, string ports)
    {
        if (ForwardRequest.Parse(target, typed, out var problem) is not { } request)
        {
            workspace.Say(problem, StatusTone.Warning);
            return;
        }

        var (forward, why) = workspace.Session.Forwards.Start(request, workspace.Time.GetUtcNow());
        if (forward is not null)
        {
            workspace.Say($"{forward.Request.Local} → {target.Name}:{request.Port}; f shows it, :pf all: ends them, keeps them", StatusTone.Good);
            return;
        }

        workspace.Say(why, StatusTone.Bad);
        if (why.Contains(" is free", StringComparison.Ordinal))
        {
            // The same with another port, for the person to agree to.
            var free = new IPEndPoint(request.Local.Address, PortForwards.Free(request.Local));
            Prompt(workspace, target, ports, (request.Local.ToString(), new ForwardRequest(target, free, request.Port).Typed));
        }
    }

    /// <summary>Several at once: the same port of each, at local ports that follow each other.</summary>
    private static void PromptAll(IWorkspace workspace, IReadOnlyList<Selection> targets, string ports)
    {
        var first = ports.Split(',')[0];
        workspace.Ask(new PromptRequest($"forward {targets.Count} {targets[0].Resource.Plural}: ", first.Length > 0 ? $"{LocalFor(first)}:{first}" : "")
        {
            Hint = "LOCAL:PORT; the next ones get LOCAL+1, LOCAL+2, …",
            History = "forward",
            Changed = typed => ForwardRequest.Parse(targets[0], typed, out var problem) is null ? problem : "",
            Entered = typed => StartAll(workspace, targets, typed),
        });
    }

    private static void StartAll(IWorkspace workspace, IReadOnlyList<Selection> targets, string typed)
    {
        if (ForwardRequest.Parse(targets[0], typed, out var problem) is not { } request)
        {
            workspace.Say(problem, StatusTone.Warning);
            return;
        }

        List<string> problems = [];
        var local = request.Local;
        foreach (var target in targets)
        {
            var (forward, why) = workspace.Session.Forwards.Start(new ForwardRequest(target, local, request.Port), workspace.Time.GetUtcNow());
            if (forward is null)
            {
                problems.Add($"{target.Name}: {why}");
            }

            // 0 stays: any free one.
            local = local.Port == 0 ? local : new IPEndPoint(local.Address, Math.Min(local.Port + 1, ushort.MaxValue));
        }

        workspace.Say(
            problems.Count == 0 ? $"{targets.Count} ports are forwarded; :pf lists them" : $"{problems.Count} of {targets.Count} are not forwarded: {problems[0]}",
            problems.Count == 0 ? StatusTone.Good : StatusTone.Bad);
    }

    // A port that takes root to listen on is moved up by 8000, as one does by hand.
    private static string LocalFor(string port) => int.TryParse(port, out var number) && number < 1024 ? (number + 8000).ToString(System.Globalization.CultureInfo.InvariantCulture) : port;
}
