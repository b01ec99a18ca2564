using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// The controllers that a demo needs: Deployments roll, ReplicaSets, StatefulSets and DaemonSets replace what is missing, slices
/// follow pods. They act on whatever is in the store, so that <c>kubectl scale</c>, <c>rollout restart</c>, <c>delete pod</c> and a
/// mended selector do what they do on a real cluster.
/// </summary>
internal sealed class LifeControllers(LifeCluster cluster, Random random)
{
    private const string Slices = "endpointslices.discovery.k8s.io";

    public void Step()
    {
        foreach (var deployment in cluster.List("deployments.apps"))
        {
            Roll(deployment);
        }

        foreach (var set in cluster.List("replicasets.apps"))
        {
            Replicate(set);
        }

        foreach (var set in cluster.List("statefulsets.apps"))
        {
            Number(set);
        }

        foreach (var set in cluster.List("daemonsets.apps"))
        {
            Cover(set);
        }

        foreach (var service in cluster.List("services"))
        {
            Publish(service);
        }

        WriteStatus();
    }

    /// <summary>New pods up to maxSurge beyond the wish, old ones down to maxUnavailable below it, step by step.</summary>
    private void Roll(JsonObject deployment)
    {
        var sets = cluster.List("replicasets.apps").Where(s => PodView.Owner(s) == PodView.Uid(deployment)).ToList();
        var desired = (int?)deployment["spec"]!["replicas"] ?? 1;
        var current = sets.FirstOrDefault(s => SameTemplate(s, deployment));
        var revision = sets.Select(Revision).DefaultIfEmpty(0).Max();
        if (current is null)
        {
            current = WorkloadFactory.ReplicaSet(deployment, revision + 1, sets.Count == 0 ? desired : 0, cluster.Now);
            cluster.Create("replicasets.apps", current);
            cluster.Modify("deployments.apps", deployment, d => Annotate(d, "deployment.kubernetes.io/revision", revision + 1));
            cluster.Event(deployment, "apps/v1", "Deployment", "Normal", "ScalingReplicaSet", $"Scaled up replica set {PodView.Name(current)} from 0 to {(sets.Count == 0 ? desired : 1)}", "deployment-controller");
            foreach (var forgotten in sets.Where(s => (int)s["spec"]!["replicas"]! == 0).OrderByDescending(Revision).Skip(3))
            {
                cluster.Delete("replicasets.apps", forgotten);
            }

            return;
        }

        var old = sets.Where(s => PodView.Uid(s) != PodView.Uid(current) && (int)s["spec"]!["replicas"]! > 0).OrderBy(Revision).ToList();
        var total = sets.Sum(s => (int)s["spec"]!["replicas"]!);
        var have = (int)current["spec"]!["replicas"]!;
        var room = WorkloadStatus.MaxSurge(deployment, desired) + desired - total;
        if (have > desired || (have < desired && (old.Count == 0 || room > 0)))
        {
            Scale(deployment, current, have > desired || old.Count == 0 ? desired : Math.Min(desired, have + room));
            return;
        }

        if (old.Count == 0)
        {
            return;
        }

        var ready = sets.Sum(s => cluster.PodsOf(s).Count(p => PodView.IsReady(p) && !PodView.IsTerminating(p)));
        var spare = ready - (desired - WorkloadStatus.MaxUnavailable(deployment, desired));
        if (spare > 0)
        {
            var replicas = (int)old[0]["spec"]!["replicas"]!;
            Scale(deployment, old[0], Math.Max(0, replicas - spare));
        }
    }

    private void Scale(JsonObject deployment, JsonObject set, int replicas)
    {
        var before = (int)set["spec"]!["replicas"]!;
        if (before == replicas)
        {
            return;
        }

        cluster.Modify("replicasets.apps", set, s =>
        {
            s["spec"]!["replicas"] = replicas;
            s["metadata"]!["generation"] = ((int?)s["metadata"]!["generation"] ?? 1) + 1;
        });
        cluster.Event(deployment, "apps/v1", "Deployment", "Normal", "ScalingReplicaSet",
            $"Scaled {(replicas > before ? "up" : "down")} replica set {PodView.Name(set)} from {before} to {replicas}", "deployment-controller");
    }

    private void Replicate(JsonObject set)
    {
        if (PodView.Owner(set) is { } owner && cluster.List("deployments.apps").All(d => PodView.Uid(d) != owner))
        {
            cluster.Delete("replicasets.apps", set);
            foreach (var pod in cluster.PodsOf(set).ToList())
            {
                End(pod);
            }

            return;
        }

        var pods = cluster.PodsOf(set).Where(p => !PodView.IsTerminating(p) && !PodView.IsFinished(p)).ToList();
        var wanted = (int?)set["spec"]!["replicas"] ?? 1;
        for (var i = pods.Count; i < wanted; i++)
        {
            var name = $"{PodView.Name(set)}-{Suffix()}";
            Start(set, "ReplicaSet", name, (JsonObject)set["spec"]!["template"]!, cluster.PickNode(PodView.Uid(set)));
            cluster.Event(set, "apps/v1", "ReplicaSet", "Normal", "SuccessfulCreate", $"Created pod: {name}", "replicaset-controller");
        }

        foreach (var pod in pods.OrderBy(PodView.IsReady).ThenByDescending(p => (string?)p["metadata"]!["creationTimestamp"], StringComparer.Ordinal).Take(pods.Count - wanted))
        {
            End(pod);
            cluster.Event(set, "apps/v1", "ReplicaSet", "Normal", "SuccessfulDelete", $"Deleted pod: {PodView.Name(pod)}", "replicaset-controller");
        }
    }

    private void Number(JsonObject set)
    {
        var pods = cluster.PodsOf(set).ToList();
        var wanted = (int?)set["spec"]!["replicas"] ?? 1;
        for (var i = 0; i < wanted; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{PodView.Name(set)}-{i}");
            if (pods.Any(p => PodView.Name(p) == name))
            {
                continue;
            }

            var template = (JsonObject)set["spec"]!["template"]!.DeepClone();
            var labels = (JsonObject)template["metadata"]!["labels"]!;
            labels["apps.kubernetes.io/pod-index"] = i.ToString(CultureInfo.InvariantCulture);
            labels["statefulset.kubernetes.io/pod-name"] = name;
            Start(set, "StatefulSet", name, template, cluster.PickNode(PodView.Uid(set)));
            break;
        }

        if (pods.Count > wanted && pods.FirstOrDefault(p => PodView.Name(p) == $"{PodView.Name(set)}-{pods.Count - 1}") is { } last && !PodView.IsTerminating(last))
        {
            End(last);
        }
    }

    private void Cover(JsonObject set)
    {
        var pods = cluster.PodsOf(set).ToList();
        foreach (var node in cluster.List("nodes").Select(PodView.Name).Where(n => pods.All(p => PodView.Node(p) != n)).ToList())
        {
            Start(set, "DaemonSet", $"{PodView.Name(set)}-{Suffix()}", (JsonObject)set["spec"]!["template"]!, node);
        }
    }

    private void Start(JsonObject owner, string kind, string name, JsonObject template, string node)
    {
        var pod = PodFactory.Create(PodDefaults.Template(template), owner, "apps/v1", kind, name, node, cluster.Now);
        var place = ShopNode.All.FirstOrDefault(n => n.Name == node);
        if (place is not null)
        {
            PodStatus.Write(pod, new PodFacts { HostIp = place.Address, Scheduled = cluster.Now, ReadySince = cluster.Now });
        }

        cluster.Create("pods", pod);
        cluster.Create("events", DemoEvent.Scheduled(pod, cluster.Now));
    }

    private void End(JsonObject pod)
    {
        if (PodView.IsTerminating(pod))
        {
            return;
        }

        cluster.Modify("pods", pod, p => LifeKubelet.MarkDeleted(p, cluster.Now));
        var container = PodView.Containers(pod).First();
        cluster.Event(pod, "v1", "Pod", "Normal", "Killing", $"Stopping container {container["name"]}", "kubelet", PodView.Node(pod), ShopEvents.ContainerPath(pod));
    }

    private void Publish(JsonObject service)
    {
        if (service["spec"]?["selector"] is not JsonObject { Count: > 0 } || (string?)service["spec"]!["type"] == "ExternalName")
        {
            return;
        }

        var ns = PodView.Namespace(service);
        var groups = EndpointSlices.Desired(service, cluster.List("pods").Where(p => PodView.Namespace(p) == ns), ShopNode.ZoneOf);
        var slices = cluster.List(Slices).Where(s => PodView.Owner(s) == PodView.Uid(service)).ToList();
        var changed = false;
        foreach (var group in groups)
        {
            var slice = slices.FirstOrDefault(s => JsonNode.DeepEquals(s["ports"], group.Ports)) ?? slices.FirstOrDefault();
            if (slice is null)
            {
                cluster.Create(Slices, EndpointSlices.Create(service, group, Suffix(), cluster.Now));
                changed = true;
                continue;
            }

            slices.Remove(slice);
            if (EndpointSlices.Fill((JsonObject)slice.DeepClone(), group, cluster.Now))
            {
                cluster.Modify(Slices, slice, s => EndpointSlices.Fill(s, group, cluster.Now));
                changed = true;
            }
        }

        foreach (var slice in slices)
        {
            cluster.Delete(Slices, slice);
            changed = true;
        }

        if (changed)
        {
            PublishEndpoints(service, groups);
        }
    }

    private void PublishEndpoints(JsonObject service, IReadOnlyList<EndpointSlices.Group> groups)
    {
        var fresh = EndpointSlices.CreateEndpoints(service, EndpointSlices.Subsets(groups), cluster.Now);
        if (cluster.List("endpoints").FirstOrDefault(e => PodView.Name(e) == PodView.Name(service) && PodView.Namespace(e) == PodView.Namespace(service)) is not { } existing)
        {
            cluster.Create("endpoints", fresh);
            return;
        }

        cluster.Modify("endpoints", existing, e =>
        {
            e.Remove("subsets");
            if (fresh["subsets"] is { } subsets)
            {
                e["subsets"] = subsets.DeepClone();
            }
        });
    }

    private void WriteStatus()
    {
        foreach (var set in cluster.List("replicasets.apps"))
        {
            var pods = cluster.PodsOf(set).ToList();
            WriteIfNew("replicasets.apps", set, s => WorkloadStatus.WriteReplicaSet(s, pods, cluster.Now));
        }

        foreach (var deployment in cluster.List("deployments.apps"))
        {
            var sets = cluster.List("replicasets.apps").Where(s => PodView.Owner(s) == PodView.Uid(deployment)).ToList();
            if (sets.FirstOrDefault(s => SameTemplate(s, deployment)) is { } current)
            {
                var mine = cluster.PodsOf(current).ToList();
                var all = sets.SelectMany(cluster.PodsOf).ToList();
                WriteIfNew("deployments.apps", deployment, d => WorkloadStatus.WriteDeployment(d, PodView.Name(current), mine, all, cluster.Now));
            }
        }

        foreach (var set in cluster.List("statefulsets.apps"))
        {
            var pods = cluster.PodsOf(set).ToList();
            WriteIfNew("statefulsets.apps", set, s => WorkloadStatus.WriteStatefulSet(s, pods, cluster.Now));
        }

        var nodes = cluster.List("nodes").Count;
        foreach (var set in cluster.List("daemonsets.apps"))
        {
            var pods = cluster.PodsOf(set).ToList();
            WriteIfNew("daemonsets.apps", set, s => WorkloadStatus.WriteDaemonSet(s, pods, nodes, cluster.Now));
        }
    }

    /// <summary>Tries on a copy first: a write that changes nothing would still be an event to every watch.</summary>
    private void WriteIfNew(string resource, JsonObject item, Func<JsonObject, bool> write)
    {
        if (write((JsonObject)item.DeepClone()))
        {
            cluster.Modify(resource, item, i => write(i));
        }
    }

    /// <summary>The ReplicaSet's template is the Deployment's and a hash.</summary>
    private static bool SameTemplate(JsonObject set, JsonObject deployment)
    {
        var template = (JsonObject)set["spec"]!["template"]!.DeepClone();
        (template["metadata"]?["labels"] as JsonObject)?.Remove("pod-template-hash");
        return JsonNode.DeepEquals(PodDefaults.Template(template), PodDefaults.Template((JsonObject)deployment["spec"]!["template"]!));
    }

    private static int Revision(JsonObject set) =>
        int.TryParse((string?)set["metadata"]!["annotations"]?["deployment.kubernetes.io/revision"], CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    private static void Annotate(JsonObject item, string key, int value)
    {
        var metadata = (JsonObject)item["metadata"]!;
        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations[key] = value.ToString(CultureInfo.InvariantCulture);
    }

    private string Suffix() => DemoId.Suffix("life/" + random.NextInt64().ToString(CultureInfo.InvariantCulture));
}
