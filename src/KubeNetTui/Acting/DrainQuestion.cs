using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Acting;

/// <summary>Reads a node's pods, says what draining would do to them, and opens the drain where the person wants it.</summary>
internal static class DrainQuestion
{
    public static void Ask(IWorkspace workspace, IReadOnlyList<Selection> nodes)
    {
        workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            try
            {
                List<DrainPod> pods = [];
                foreach (var node in nodes)
                {
                    var path = $"/api/v1/pods?fieldSelector=spec.nodeName%3D{Uri.EscapeDataString(node.Name)}";
                    var json = await workspace.Session.Feeds.GetAsync(path, workspace.Session.Ending).ConfigureAwait(false);
                    pods.AddRange(Drain.Plan((JsonNode.Parse(json.Span)?["items"] as JsonArray ?? new JsonArray()).OfType<JsonNode>()));
                }

                workspace.Post(() => Offer(workspace, nodes, pods));
            }
            catch (Exception e) when (e is ApiException or JsonException or InvalidOperationException)
            {
                workspace.Post(() => workspace.Say(Terminal.SafeText.Clean($"drain {Names(nodes)}: {e.Message}"), StatusTone.Bad));
            }
            catch (OperationCanceledException)
            {
                // The session ended.
            }
        }
    }

    private static string Names(IReadOnlyList<Selection> nodes) => nodes is [var one] ? one.Name : $"{nodes.Count} nodes";

    private static void Offer(IWorkspace workspace, IReadOnlyList<Selection> nodes, IReadOnlyList<DrainPod> pods)
    {
        int evict = Count(DrainFate.Evict), lone = Count(DrainFate.Unmanaged), data = Count(DrainFate.LocalData), daemons = Count(DrainFate.DaemonSet);
        List<Choice> choices = [];
        if (lone + data == 0)
        {
            choices.Add(Way($"cordon and evict {evict} pods ({daemons} of DaemonSets stay)", DrainFate.Evict));
        }
        else
        {
            string[] left = [.. new[] { (data, "whose emptyDir would be lost"), (lone, "that nothing brings back") }.Where(l => l.Item1 > 0).Select(l => $"{l.Item1} {l.Item2}")];
            choices.Add(Way($"cordon, evict {evict} pods; leave {string.Join(", ", left)}", DrainFate.Evict));
            if (data > 0)
            {
                choices.Add(Way($"cordon, evict {evict + data}: the data in emptyDir is lost", DrainFate.Evict, DrainFate.LocalData));
            }

            if (lone > 0)
            {
                choices.Add(Way($"cordon, evict all {evict + data + lone}: {lone} are gone for good", DrainFate.Evict, DrainFate.LocalData, DrainFate.Unmanaged));
            }
        }

        workspace.Show(new ChoiceOverlay(workspace, $"drain {Names(nodes)}", choices));

        int Count(DrainFate fate) => pods.Count(p => p.Fate == fate);

        Choice Way(string label, params DrainFate[] fates) => new($"{choices.Count + 1}", label, () =>
        {
            DrainPod[] chosen = [.. pods.Where(p => fates.Contains(p.Fate))];
            ActionPlan cordon = NodePlans.Cordon(nodes, cordon: true);
            ActionQuestion.Ask(workspace, cordon with
            {
                Title = $"drain {Names(nodes)}",
                Effect = $"{(nodes.Count == 1 ? "The node is" : "All are")} cordoned, then {chosen.Length} pods are evicted; budgets are waited for. Esc on the screen that follows stops it.",
                IsDestructive = true,
            }, () => workspace.Open(new DrainScreen(workspace, nodes, chosen)));
        });
    }
}
