using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Slices that follow services and pods, as the endpoint slice controller keeps them; leases and heartbeats of the nodes.</summary>
internal sealed class LabControllers(ObjectStore store, TimeProvider clock)
{
    private const string Slices = "endpointslices.discovery.k8s.io";

    public IReadOnlyList<JsonObject> List(string resource) =>
        [.. store.Names(resource).Select(n => store.Get(resource, n.Namespace, n.Name)).OfType<JsonObject>()];

    public IReadOnlyList<ProxyPort> Ports() => ProxyPort.All(List("services"), List(Slices));

    public void Publish()
    {
        var pods = List("pods");
        var slices = List(Slices);
        foreach (var service in List("services").Where(s => s["spec"]?["selector"] is JsonObject { Count: > 0 }))
        {
            var ns = PodView.Namespace(service);
            var groups = EndpointSlices.Desired(service, pods.Where(p => PodView.Namespace(p) == ns), _ => null);
            Publish(service, groups, [.. slices.Where(s => PodView.Owner(s) == PodView.Uid(service))]);
        }
    }

    public void Beat(bool withStatus)
    {
        var now = clock.GetUtcNow();
        foreach (var node in LabPlan.Nodes)
        {
            store.Modify("leases.coordination.k8s.io", "kube-node-lease", node.Name, l => l["spec"]!["renewTime"] = DemoTime.Micro(now));
            if (withStatus)
            {
                store.Modify("nodes", null, node.Name, n =>
                {
                    foreach (var condition in (JsonArray)n["status"]!["conditions"]!)
                    {
                        condition!["lastHeartbeatTime"] = DemoTime.Seconds(now);
                    }
                });
            }
        }
    }

    private void Publish(JsonObject service, IReadOnlyList<EndpointSlices.Group> groups, List<JsonObject> slices)
    {
        var now = clock.GetUtcNow();
        var changed = false;
        foreach (var (group, i) in groups.Select((g, i) => (g, i)))
        {
            var slice = slices.FirstOrDefault(s => JsonNode.DeepEquals(s["ports"], group.Ports)) ?? slices.FirstOrDefault();
            if (slice is null)
            {
                store.Create(Slices, EndpointSlices.Create(service, group, DemoId.Suffix($"{PodView.Uid(service)}/{i}/{now.Ticks}"), now));
                changed = true;
                continue;
            }

            slices.Remove(slice);
            if (EndpointSlices.Fill((JsonObject)slice.DeepClone(), group, now))
            {
                store.Modify(Slices, PodView.Namespace(slice), PodView.Name(slice), s => EndpointSlices.Fill(s, group, now));
                changed = true;
            }
        }

        foreach (var slice in slices)
        {
            changed |= store.Delete(Slices, PodView.Namespace(slice), PodView.Name(slice));
        }

        if (changed)
        {
            var (ns, name) = (PodView.Namespace(service), PodView.Name(service));
            store.Delete("endpoints", ns, name);
            store.Create("endpoints", EndpointSlices.CreateEndpoints(service, EndpointSlices.Subsets(groups), now));
        }
    }
}
