using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Forwarding;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Shell;
using KubeNetTui.Terminal;
using KubeNetTui.Transfer;

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
        foreach (var binding in Inside())
        {
            yield return binding;
        }

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
            yield return Act("job.trigger", "t", "trigger", "Start a job of this CronJob now.", "create", Trigger) with { WhyDisabled = () => Why("create", ("batch", "jobs")) };
        }

        if (Is("cronjobs", "batch") || Is("jobs", "batch") || Is("deployments", "apps"))
        {
            yield return Act("object.suspend", Is("deployments", "apps") ? "ctrl-p" : "s", "suspend", "Suspend, or resume what is suspended.", "patch", Suspend);
        }

        if (Is("pods") || (resource.Group == "apps" && resource.Plural != "controllerrevisions"))
        {
            yield return Act("object.image", "i", "image", "Another image for a container.", "patch", SetImage);
        }

        if (ForwardQuestion.Covers(resource))
        {
            yield return Act("object.forward", "F", "forward", "A port of this machine to a port of it; :pf lists them.", "create", all => ForwardQuestion.Ask(workspace, all)) with
            {
                Group = "Object", WhyDisabled = () => Why("create", ("", "pods/portforward")),
            };
            yield return Act("object.forwards", "f", "forwards", "The ports that are forwarded to it: ends them, keeps them.", "get",
                all => workspace.Open(new Screens.ListScreen(workspace, new ForwardsSource(workspace, all[0])))) with
            {
                Group = "Object", HintPriority = 17, WhyDisabled = () => targets().Count == 0 ? "nothing is selected" : One(),
            };
        }

        yield return Act("object.edit", "e", "edit", "The object in your editor, and back.", "update", all => ObjectEdit.Start(workspace, all)) with
        {
            HintPriority = 40, WhyDisabled = () => Why("update") ?? ObjectEdit.WhyNot(resource),
        };
        yield return Act("object.label", "ctrl-l", "label", "Set or take away labels.", "patch", all => SetMetadata(all, "labels"));
        yield return Act("object.annotate", "alt-a", "annotate", "Set or take away annotations.", "patch", all => SetMetadata(all, "annotations"));
        yield return Act("object.delete", "ctrl-d", "delete", "Delete, after a question.", "delete", Delete);
    }

    /// <summary>Into what runs: shells, attaching, debug containers, files.</summary>
    private IEnumerable<Binding> Inside()
    {
        if (Is("nodes"))
        {
            yield return Into("node.shell", "s", "shell", "A shell on the node, through a debug pod: made after a question, removed after use.", 65, ("", "pods"), s => NodeShell.Open(workspace, s)) with
            {
                // Its debug pod is made in kube-system, whatever is browsed.
                WhyDisabled = () => workspace.ReadOnly ? "the program was started read-only"
                    : targets().Count == 0 ? "nothing is selected" : One() ?? workspace.Session.Rights.WhyNot("create", "", "pods", "kube-system", ""),
            };
        }

        if (!Is("pods"))
        {
            yield break;
        }

        yield return Into("pod.shell", "s", "shell", "A shell in the pod; where it has none, a debug container is offered.", 65, ("", "pods/exec"), s => PodShell.Open(workspace, s));
        yield return Into("pod.attach", "a", "attach", "The terminal of a container's own process; ctrl-p ctrl-q leaves it running.", 28, ("", "pods/attach"), s => PodShell.Attach(workspace, s));
        yield return Into("pod.debug", "D", "debug", "A container with tools put into the pod, and its shell.", 27, ("", "pods/ephemeralcontainers"), s => DebugContainer.Ask(workspace, s), "patch");
        yield return Into("pod.transfer", "t", "transfer", "Files to and from a container.", 29, ("", "pods/exec"), s => TransferQuestion.Ask(workspace, s));
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
            yield return Act("workload.rollback", "b", "roll back", "Back to an earlier revision.", "patch", RollBack);
        }
    }

    private void Delete(IReadOnlyList<Selection> all) => workspace.Show(new ChoiceOverlay(workspace, $"delete {ObjectPlans.Name(all)}",
    [
        new("1", "and what they own, in the background (the usual way)", () => Ask(ObjectPlans.Delete(all, "Background"))),
        new("2", "after what they own is gone (foreground)", () => Ask(ObjectPlans.Delete(all, "Foreground"))),
        new("3", "and leave what they own (orphan)", () => Ask(ObjectPlans.Delete(all, "Orphan"))),
    ]));

    private void Scale(IReadOnlyList<Selection> all) => WithObjects([all[0]], o =>
    {
        var now = all.Count == 1 ? (int?)o[0]["spec"]?["replicas"] : null;
        workspace.Ask(new PromptRequest("replicas: ", now?.ToString(CultureInfo.InvariantCulture) ?? "")
        {
            Hint = "a number", History = "replicas", Entered = typed => Plan(() => WorkloadPlans.Scale(all, typed, now)),
        });
    });

    private void SetMetadata(IReadOnlyList<Selection> all, string field) => workspace.Ask(new PromptRequest($"{field}: ")
    {
        Hint = "key=value sets, key- takes away", History = field, Entered = typed => Plan(() => ObjectPlans.SetMetadata(all, field, typed)),
    });

    private void Suspend(IReadOnlyList<Selection> all)
    {
        var (stop, go) = resource.Plural == "deployments" ? ("pause", "resume") : ("suspend", "resume");
        if (all.Count > 1)
        {
            workspace.Show(new ChoiceOverlay(workspace, ObjectPlans.Name(all),
            [
                new("1", $"{stop} all", () => Ask(WorkloadPlans.Suspend(all, suspend: true))),
                new("2", $"{go} all", () => Ask(WorkloadPlans.Suspend(all, suspend: false))),
            ]));
            return;
        }

        WithObjects(all, o => Ask(WorkloadPlans.Suspend(all, (bool?)o[0]["spec"]?[resource.Plural == "deployments" ? "paused" : "suspend"] != true)));
    }

    private void Trigger(IReadOnlyList<Selection> all) => WithObjects(all, o => Plan(() => WorkloadPlans.Trigger(all, o, workspace.Time.GetUtcNow())));

    private void SetImage(IReadOnlyList<Selection> all) => WithObjects(all, objects =>
    {
        // Of several, a container is what all of that name are.
        var containers = objects.Select((o, i) => (Target: all[i], Spec: Is("pods") ? o["spec"] : o["spec"]?["template"]?["spec"]))
            .SelectMany(o => Containers(o.Spec, "containers", false).Concat(Containers(o.Spec, "initContainers", true)).Select(c => (o.Target, Container: c)))
            .GroupBy(c => (c.Container.Item1, c.Container.Item3)).ToList();
        if (containers is [var only])
        {
            AskImage(only);
        }
        else
        {
            workspace.Show(new ChoiceOverlay(workspace, "image of", [.. containers.Select((c, i) => new Choice(i < 9 ? $"{i + 1}" : "",
                SafeText.Clean($"{c.Key.Item1}  {c.First().Container.Item2}{(all.Count > 1 ? $"  (in {c.Count()} of {all.Count})" : "")}"), () => AskImage(c)))]));
        }

        void AskImage(IGrouping<(string Name, bool IsInit), (Selection Target, (string, string Image, bool) Container)> group) =>
            workspace.Ask(new PromptRequest($"image of {SafeText.Clean(group.Key.Name)}: ", group.First().Container.Image)
            {
                History = "image", Entered = typed => Plan(() => WorkloadPlans.SetImage([.. group.Select(g => g.Target)], group.Key.Name, typed, group.Key.IsInit)),
            });
    });

    private void RollBack(IReadOnlyList<Selection> all)
    {
        if (all.Count > 1)
        {
            RollBackEach(all);
            return;
        }

        WithObjects(all, o => Read([Rollback.ListPath(all[0])], lists =>
        {
            List<Revision> earlier = [.. RevisionsOf(lists[0], o[0]).Where(r => !r.IsCurrent)];
            if (earlier.Count == 0)
            {
                workspace.Say($"{all[0].Name} has no earlier revision", StatusTone.Warning);
                return;
            }

            workspace.Show(new ChoiceOverlay(workspace, $"roll {all[0].Name} back to",
            [
                .. earlier.Select((r, i) => new Choice(i < 9 ? $"{i + 1}" : "",
                    SafeText.Clean($"revision {r.Number}  {r.Made:yyyy-MM-dd HH:mm}  {string.Join(", ", r.Images)}  {r.ChangeCause}".TrimEnd()), () => Plan(() => Rollback.Plan(all[0], r)))),
            ]));
        }));
    }

    /// <summary>Each to the revision before its present one; those that have none are named.</summary>
    private void RollBackEach(IReadOnlyList<Selection> all) => WithObjects(all, objects => Read([.. all.Select(Rollback.ListPath)], lists => Plan(() =>
    {
        List<string> none = [];
        List<ActionPlan> plans = [];
        for (var i = 0; i < all.Count; i++)
        {
            if (RevisionsOf(lists[i], objects[i]).FirstOrDefault(r => !r.IsCurrent) is { } before)
            {
                plans.Add(Rollback.Plan(all[i], before));
            }
            else
            {
                none.Add(all[i].Name);
            }
        }

        return plans.Count == 0
            ? throw new PlanException("none of them has an earlier revision")
            : new ActionPlan(
                $"roll {plans.Count} {resource.Plural} back", "Each goes to the revision before its present one." + (none.Count > 0 ? $" Without an earlier one: {string.Join(", ", none)}." : ""),
                $"rolling {plans.Count} {resource.Plural} back", [.. plans.SelectMany(p => p.Requests)]);
    })));

    private static IReadOnlyList<Revision> RevisionsOf(JsonNode list, JsonNode owner) =>
        Rollback.Revisions((list["items"] as JsonArray ?? []).OfType<JsonNode>(), (string?)owner["metadata"]?["uid"] ?? "");

    private static IEnumerable<(string, string, bool)> Containers(JsonNode? spec, string field, bool isInit) =>
        (spec?[field] as JsonArray ?? []).Select(c => ((string?)c?["name"] ?? "", (string?)c?["image"] ?? "", isInit));

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

    private void WithObjects(IReadOnlyList<Selection> all, Action<IReadOnlyList<JsonNode>> use) => Read([.. all.Select(PlannedRequest.PathOf)], use);

    /// <summary>Reads what the plan depends on as it is now, not as the list has it. Where one can't be read nothing is planned, and that is said.</summary>
    private void Read(IReadOnlyList<string> paths, Action<IReadOnlyList<JsonNode>> use)
    {
        workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            var path = "";
            try
            {
                List<JsonNode> nodes = [];
                foreach (var next in paths)
                {
                    path = next;
                    var json = await workspace.Session.Feeds.GetAsync(path, workspace.Session.Ending).ConfigureAwait(false);
                    nodes.Add(JsonNode.Parse(json.Span) ?? throw new JsonException("null"));
                }

                workspace.Post(() => use(nodes));
            }
            catch (Exception e) when (e is ApiException or JsonException or InvalidOperationException)
            {
                var words = e switch
                {
                    ApiException { Failure.HttpStatus: 404 } => $"{Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..])} is gone meanwhile: nothing was done",
                    ApiException api => api.Failure.Message,
                    _ => $"{path}: the server's answer can't be read: {e.Message}",
                };
                workspace.Post(() => workspace.Say(SafeText.Clean(words), StatusTone.Bad));
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

    private Binding Into(string id, string key, string label, string help, int priority, (string Group, string Resource) on, Action<Selection> run, string verb = "create") =>
        Act(id, key, label, help, verb, all => run(all[0])) with { Group = "Object", HintPriority = priority, WhyDisabled = () => Why(verb, on) ?? One() };

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
