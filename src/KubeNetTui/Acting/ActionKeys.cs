using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Forwarding;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Acting;

/// <summary>The keys that change objects, as k9s has them, for one kind of list.</summary>
/// <param name="resource">The kind of all targets.</param>
/// <param name="targets">Those marked, else the one selected; empty: none.</param>
/// <param name="whyNone">Why there are none.</param>
internal sealed class ActionKeys(IWorkspace workspace, ApiResource resource, Func<IReadOnlyList<Selection>> targets, Func<string?>? whyNone = null)
{
    private static readonly string[] Core = ["pods", "nodes"];
    private IReadOnlyList<Selection> _asked = [];
    private IReadOnlyList<Selection> _askedFor = [];

    public IReadOnlyList<Binding> Bindings => [.. All()];

    private IEnumerable<Binding> All()
    {
        if (Is("pods"))
        {
            yield return Act("object.kill", "ctrl-k", "kill", "Delete at once, without the grace period.", "delete", all => Ask(ObjectPlans.Kill(all)));
        }

        if (Is("nodes"))
        {
            yield return Act("node.cordon", "c", "cordon", "No new pods on this node.", "patch", all => Ask(NodePlans.Cordon(all, cordon: true)));
            yield return Act("node.uncordon", "u", "uncordon", "New pods may come to this node again.", "patch", all => Ask(NodePlans.Cordon(all, cordon: false)));
            yield return Act("node.drain", "r", "drain", "Cordon, then evict the pods, with progress.", "patch", all => DrainQuestion.Ask(workspace, all));
        }

        if (resource.Group == "apps" || Is("replicationcontrollers"))
        {
            foreach (var binding in Workloads())
            {
                yield return binding;
            }
        }

        if (Is("cronjobs", "batch"))
        {
            yield return Act("job.trigger", "t", "trigger", "Start a job of this CronJob now.", "create", Trigger) with { WhyDisabled = () => Why("create", ("batch", "jobs")) ?? One() };
        }

        if (Is("cronjobs", "batch") || Is("jobs", "batch") || Is("deployments", "apps"))
        {
            yield return Act("object.suspend", Is("deployments", "apps") ? "ctrl-p" : "s", "suspend", "Suspend, or resume what is suspended.", "patch", Suspend) with { WhyDisabled = () => Why("patch") ?? One() };
        }

        if (Is("pods") || (resource.Group == "apps" && resource.Plural != "controllerrevisions"))
        {
            yield return Act("object.image", "i", "image", "Another image for a container.", "patch", SetImage) with { WhyDisabled = () => Why("patch") ?? One() };
        }

        if (ForwardQuestion.Covers(resource))
        {
            yield return Act("object.forward", "F", "forward", "A port of this machine to a port of it; :pf lists them.", "create", all => ForwardQuestion.Ask(workspace, all[0])) with
            {
                Group = "Object", WhyDisabled = () => Why("create", ("", "pods/portforward")) ?? One(),
            };
        }

        yield return Act("object.edit", "e", "edit", "The object in your editor, and back.", "update", all => ObjectEdit.Start(workspace, all[0])) with
        {
            HintPriority = 40, WhyDisabled = () => Why("update") ?? One() ?? ObjectEdit.WhyNot(resource),
        };
        yield return Act("object.label", "ctrl-l", "label", "Set or take away labels.", "patch", all => SetMetadata(all, "labels"));
        yield return Act("object.annotate", "alt-a", "annotate", "Set or take away annotations.", "patch", all => SetMetadata(all, "annotations"));
        yield return Act("object.delete", "ctrl-d", "delete", "Delete, after a question.", "delete", Delete);
    }

    private IEnumerable<Binding> Workloads()
    {
        if (resource.Plural != "daemonsets")
        {
            yield return Act("workload.scale", "s", "scale", "Another number of replicas.", "patch", Scale) with { WhyDisabled = () => Why("patch", (resource.Group, resource.Plural + "/scale")) };
        }

        if (resource.Plural is "deployments" or "statefulsets" or "daemonsets")
        {
            yield return Act("workload.restart", "r", "restart", "Replace all pods, as the rollout strategy says.", "patch", all => Ask(WorkloadPlans.Restart(all, workspace.Time.GetUtcNow())));
            yield return Act("workload.rollback", "b", "roll back", "Back to an earlier revision.", "patch", RollBack) with { WhyDisabled = () => Why("patch") ?? One() };
        }
    }

    private void Delete(IReadOnlyList<Selection> all) => workspace.Show(new ChoiceOverlay(workspace, $"delete {ObjectPlans.Name(all)}",
    [
        new("1", "and what they own, in the background (the usual way)", () => Ask(ObjectPlans.Delete(all, "Background"))),
        new("2", "after what they own is gone (foreground)", () => Ask(ObjectPlans.Delete(all, "Foreground"))),
        new("3", "and leave what they own (orphan)", () => Ask(ObjectPlans.Delete(all, "Orphan"))),
    ]));

    private void Scale(IReadOnlyList<Selection> all) => WithObject(all[0], o =>
    {
        var now = all.Count == 1 ? (int?)o["spec"]?["replicas"] : null;
        workspace.Ask(new PromptRequest("replicas: ", now?.ToString(CultureInfo.InvariantCulture) ?? "")
        {
            Hint = "a number", History = "replicas", Entered = typed => Plan(() => WorkloadPlans.Scale(all, typed, now)),
        });
    });

    private void SetMetadata(IReadOnlyList<Selection> all, string field) => workspace.Ask(new PromptRequest($"{field}: ")
    {
        Hint = "key=value sets, key- takes away", History = field, Entered = typed => Plan(() => ObjectPlans.SetMetadata(all, field, typed)),
    });

    private void Suspend(IReadOnlyList<Selection> all) => WithObject(all[0], o =>
        Ask(WorkloadPlans.Suspend(all[0], (bool?)o["spec"]?[resource.Plural == "deployments" ? "paused" : "suspend"] != true)));

    private void Trigger(IReadOnlyList<Selection> all) => WithObject(all[0], o => Plan(() => WorkloadPlans.Trigger(all[0], o, workspace.Time.GetUtcNow())));

    private void SetImage(IReadOnlyList<Selection> all) => WithObject(all[0], o =>
    {
        var spec = Is("pods") ? o["spec"] : o["spec"]?["template"]?["spec"];
        List<(string Name, string Image, bool IsInit)> containers =
            [.. Containers(spec, "containers", false), .. Containers(spec, "initContainers", true)];
        if (containers is [var only])
        {
            AskImage(all[0], only);
        }
        else
        {
            workspace.Show(new ChoiceOverlay(workspace, "image of", [.. containers.Select((c, i) => new Choice(i < 9 ? $"{i + 1}" : "", $"{c.Name}  {c.Image}", () => AskImage(all[0], c)))]));
        }
    });

    private void AskImage(Selection target, (string Name, string Image, bool IsInit) container) => workspace.Ask(new PromptRequest($"image of {container.Name}: ", container.Image)
    {
        History = "image", Entered = typed => Plan(() => WorkloadPlans.SetImage(target, container.Name, typed, container.IsInit)),
    });

    private void RollBack(IReadOnlyList<Selection> all) => WithObject(all[0], o => Read(Rollback.ListPath(all[0]), list =>
    {
        var revisions = Rollback.Revisions((list["items"] as JsonArray ?? new JsonArray()).OfType<JsonNode>(), (string?)o["metadata"]?["uid"] ?? "");
        List<Revision> earlier = [.. revisions.Where(r => !r.IsCurrent)];
        if (earlier.Count == 0)
        {
            workspace.Say($"{all[0].Name} has no earlier revision", StatusTone.Warning);
            return;
        }

        workspace.Show(new ChoiceOverlay(workspace, $"roll {all[0].Name} back to",
        [
            .. earlier.Select((r, i) => new Choice(i < 9 ? $"{i + 1}" : "",
                $"revision {r.Number}  {r.Made:yyyy-MM-dd HH:mm}  {string.Join(", ", r.Images)}  {r.ChangeCause}".TrimEnd(), () => Plan(() => Rollback.Plan(all[0], r)))),
        ]));
    }));

    private static IEnumerable<(string, string, bool)> Containers(JsonNode? spec, string field, bool isInit) =>
        (spec?[field] as JsonArray ?? new JsonArray()).Select(c => ((string?)c?["name"] ?? "", (string?)c?["image"] ?? "", isInit));

    private void Ask(ActionPlan plan) => ActionQuestion.Ask(workspace, plan);

    private void Plan(Func<ActionPlan> make)
    {
        try
        {
            Ask(make());
        }
        catch (PlanException e)
        {
            workspace.Say(e.Message, StatusTone.Warning);
        }
    }

    private void WithObject(Selection target, Action<JsonNode> use) => Read(PlannedRequest.PathOf(target), use);

    /// <summary>Reads what the plan depends on as it is now, not as the list has it.</summary>
    private void Read(string path, Action<JsonNode> use)
    {
        workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            try
            {
                var json = await workspace.Session.Feeds.GetAsync(path, workspace.Session.Ending).ConfigureAwait(false);
                var node = JsonNode.Parse(json.Span) ?? throw new JsonException("null");
                workspace.Post(() => use(node));
            }
            catch (Exception e) when (e is ApiException or JsonException or InvalidOperationException)
            {
                workspace.Post(() => workspace.Say(e is ApiException api ? api.Failure.Message : $"{path}: the server's answer can't be read: {e.Message}", StatusTone.Bad));
            }
            catch (OperationCanceledException)
            {
                // The session ended.
            }
        }
    }

    private Binding Act(string id, string key, string label, string help, string verb, Action<IReadOnlyList<Selection>> run) =>
        new(id, [key], label, help, () =>
        {
            if (targets() is { Count: > 0 } all)
            {
                run(all);
            }
        })
        {
            Group = "Change", HintPriority = Core.Contains(resource.Plural) ? 18 : 19, WhyDisabled = () => Why(verb),
        };

    private string? Why(string verb, (string Group, string Resource)? on = null) =>
        workspace.ReadOnly ? "the program was started read-only"
        : targets() is not { Count: > 0 } all ? whyNone?.Invoke() ?? "nothing is selected"
        : OneANamespace(all).Select(t => workspace.Session.Rights.WhyNot(verb, on?.Group ?? resource.Group, on?.Resource ?? resource.Plural, t.Namespace, t.Name))
            .FirstOrDefault(why => why is not null);

    /// <summary>Rights are those of a namespace: one target stands for all in it. Asked for by each key of each frame, hence kept.</summary>
    private IReadOnlyList<Selection> OneANamespace(IReadOnlyList<Selection> all)
    {
        if (!ReferenceEquals(all, _asked))
        {
            (_asked, _askedFor) = (all, [.. all.DistinctBy(t => t.Namespace)]);
        }

        return _askedFor;
    }

    private string? One() => targets().Count == 1 ? null : "one at a time: ctrl-\\ takes the marks away";

    private bool Is(string plural, string group = "") => resource.Plural == plural && resource.Group == group;
}
