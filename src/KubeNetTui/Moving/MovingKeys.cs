using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Moving;

/// <summary>The keys that lead from what is selected to what it hangs together with.</summary>
/// <param name="kind">Of all that may be selected; null: of several kinds.</param>
/// <param name="nodeInRow">The node of the pod selected, where the screen has it; else it is read.</param>
/// <param name="whyNoObject">Null: something is selected.</param>
internal sealed class MovingKeys(IWorkspace workspace, ApiResource? kind, Func<string?> nodeInRow, Func<Selection?> selected, Func<string?> whyNoObject)
{
    /// <summary>Of a list.</summary>
    public MovingKeys(IWorkspace workspace, ListSource source, Func<Selection?> selected, Func<string?> whyNoObject)
        : this(workspace, source.Resource, () => NodeIn(source), selected, whyNoObject)
    {
    }

    public IEnumerable<Binding> Bindings()
    {
        yield return Key("move.owner", "J", "owner", "Jump to the owner: from a pod to its replica set, and on to the deployment.", 35, s => OwnerJump.Start(workspace, s));
        if (kind is null || UsedBy.Covers(kind))
        {
            // On nodes the small letter is k9s's uncordon.
            var onNodes = kind?.IsSameKind(WellKnownKinds.Nodes) == true;
            yield return Key("move.usedBy", onNodes ? "U" : "u", onNodes ? "workloads" : "used by", Help(kind), 45, s => UsedBy.Open(workspace, s)) with
            {
                WhyDisabled = () => whyNoObject() ?? (selected() is { } s && !UsedBy.Covers(s.Resource)
                    ? $"what uses {s.Resource.Plural} is not looked for; it is for config maps, secrets, service accounts, claims, pods, services and nodes" : null),
            };
        }

        if (kind is { Namespaced: true } || kind?.IsSameKind(WellKnownKinds.Namespaces) == true || kind is null)
        {
            yield return Key("move.warp", "w", "warp", "The same kind in the namespace of what is selected; on a namespace: its pods.", 15, Warp);
        }

        if (kind?.IsSameKind(WellKnownKinds.Pods) == true || kind is null)
        {
            yield return Key("move.node", "o", "node", "The node that the pod runs on, in the list of nodes.", 33, ShowNode) with
            {
                WhyDisabled = () => whyNoObject() ?? (selected()?.Resource.IsSameKind(WellKnownKinds.Pods) == true ? null : "only a pod has a node"),
            };
        }
    }

    private static string Help(ApiResource? kind) => kind switch
    {
        null => "What uses it or leads to it, and how.",
        _ when kind.IsSameKind(WellKnownKinds.Nodes) => "What runs on it, by workload.",
        _ when kind.IsSameKind(WellKnownKinds.Pods) => "The services, policies, ingresses and gateways that select the pod or lead to it.",
        _ when kind.IsSameKind(WellKnownKinds.Services) => "The ingresses, routes and gateways that lead to the service.",
        _ => "The pods and workloads that use it, and how.",
    };

    private void Warp(Selection s)
    {
        if (s.Resource.IsSameKind(WellKnownKinds.Namespaces))
        {
            workspace.Execute($"{WellKnownKinds.Pods.FullName} {s.Name}");
        }
        else if (s.Resource.Namespaced)
        {
            workspace.Execute($"{s.Resource.FullName} {s.Namespace}");
        }
        else
        {
            workspace.Say($"{s.Resource.Plural} are in no namespace");
        }
    }

    private void ShowNode(Selection pod)
    {
        if (nodeInRow() is { Length: > 0 } known)
        {
            OwnerJump.Show(workspace, WellKnownKinds.Nodes, "", known);
            return;
        }

        OneObject.Read(workspace, pod, o =>
        {
            if (o["spec"]["nodeName"].Text is { Length: > 0 } node)
            {
                OwnerJump.Show(workspace, WellKnownKinds.Nodes, "", node);
            }
            else
            {
                workspace.Say($"{pod.Name} is on no node yet: it is not scheduled", StatusTone.Warning);
            }
        });
    }

    // Tables of pods carry it as a column of -o wide.
    private static string? NodeIn(ListSource source)
    {
        for (var i = 0; i < source.Feed.Columns.Count; i++)
        {
            if (source.Feed.Columns[i] is { Format: not ObjectCell.Format } column && column.Name.Equals("node", StringComparison.OrdinalIgnoreCase))
            {
                return source.Model?.SelectedRow?.Cells.ElementAtOrDefault(i) is { } cell && cell != "<none>" ? cell : null;
            }
        }

        return null;
    }

    private Binding Key(string id, string key, string label, string help, int priority, Action<Selection> run) =>
        new(id, [key], label, help, () =>
        {
            if (selected() is { } s)
            {
                run(s);
            }
        })
        {
            Group = "Move", HintPriority = priority, WhyDisabled = whyNoObject,
        };
}
