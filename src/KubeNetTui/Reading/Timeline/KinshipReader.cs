using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Reading;

/// <summary>
/// Finds what stands around an object: owners above it, pods below it, and of pods their node, services, endpoint slices and volume
/// claims. Asks for what selectors narrow down and never for all pods of a namespace where there is another way.
/// </summary>
internal sealed class KinshipReader(Session session, Selection start)
{
    /// <summary>Pods and replica sets read of one object at most.</summary>
    private const int Most = 300;

    private const int MostOwners = 20;

    private readonly List<Kin> _members = [];
    private readonly List<Kin> _makers = [];
    private readonly List<string> _problems = [];
    private CancellationToken _cancellation;

    public async Task<Kinship> ReadAsync(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Add(start.Resource.Kind, start.Namespace, start.Name);
        if (start.Resource.IsSameKind(WellKnownKinds.Namespaces))
        {
            return new Kinship(_members, [], []) { WholeNamespace = start.Name };
        }

        if (start.Resource.IsSameKind(WellKnownKinds.Nodes))
        {
            var pods = await ListAsync(WellKnownKinds.Pods, null, $"fieldSelector=spec.nodeName%3D{Uri.EscapeDataString(start.Name)}").ConfigureAwait(false);
            AddAll("Pod", pods);
            return new Kinship(_members, [], _problems);
        }

        var self = await GetAsync(start.Resource, start.Namespace, start.Name).ConfigureAwait(false);
        await AroundAsync(start.Resource.Kind, start.Namespace, start.Name, self).ConfigureAwait(false);
        return new Kinship(_members, _makers, _problems);
    }

    private async Task AroundAsync(string kind, string ns, string name, Fields o)
    {
        await OwnersAsync(ns, o).ConfigureAwait(false);
        switch (kind)
        {
            case "Pod":
                await AroundPodsAsync(ns, [o]).ConfigureAwait(false);
                break;
            case "Deployment":
                var sets = await SelectedAsync(WellKnownKinds.ReplicaSets, ns, o).ConfigureAwait(false);
                sets.RemoveAll(s => !IsOwnedBy(s, o));
                AddAll("ReplicaSet", sets);
                _makers.AddRange(sets.Select(s => new Kin("ReplicaSet", ns, NameOf(s))));
                await PodsAsync(ns, o).ConfigureAwait(false);
                await ScalersAsync(ns).ConfigureAwait(false);
                break;
            case "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" or "ReplicationController":
                _makers.Add(new Kin(kind, ns, name));
                await PodsAsync(ns, o).ConfigureAwait(false);
                await ScalersAsync(ns).ConfigureAwait(false);
                break;
            case "CronJob":
                var jobs = await ListAsync(WellKnownKinds.Jobs, ns, "").ConfigureAwait(false);
                jobs.RemoveAll(j => !IsOwnedBy(j, o));
                AddAll("Job", jobs);
                _makers.AddRange(jobs.Select(j => new Kin("Job", ns, NameOf(j))));
                break;
            case "Service":
                await PodsAsync(ns, o).ConfigureAwait(false);
                await SlicesAsync(ns, [name]).ConfigureAwait(false);
                break;
            case "HorizontalPodAutoscaler":
                var target = o["spec"]["scaleTargetRef"];
                await FollowAsync(target["kind"].Text, ns, target["name"].Text).ConfigureAwait(false);
                break;
            case "PersistentVolumeClaim":
                Add("PersistentVolume", "", o["spec"]["volumeName"].Text);
                var users = await ListAsync(WellKnownKinds.Pods, ns, "").ConfigureAwait(false);
                AddAll("Pod", users.Where(p => Claims(p).Contains(name)));
                break;
            case "EndpointSlice":
                foreach (var endpoint in o["endpoints"].Items.Where(static e => e["targetRef"]["kind"].Text == "Pod").Take(Most))
                {
                    Add("Pod", ns, endpoint["targetRef"]["name"].Text);
                }

                break;
            case "Ingress":
                foreach (var service in Backends(o))
                {
                    Add("Service", ns, service);
                }

                break;
        }
    }

    private async Task FollowAsync(string kind, string ns, string name)
    {
        if (name.Length > 0 && session.Find(kind) is { } resource && _members.TrueForAll(m => m != new Kin(kind, ns, name)))
        {
            Add(kind, ns, name);
            await AroundAsync(kind, ns, name, await GetAsync(resource, ns, name).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Pods by an object's own selector, and what stands around them.</summary>
    private async Task PodsAsync(string ns, Fields o)
    {
        var pods = await SelectedAsync(WellKnownKinds.Pods, ns, o).ConfigureAwait(false);
        AddAll("Pod", pods);
        await AroundPodsAsync(ns, pods).ConfigureAwait(false);
        foreach (var pod in pods)
        {
            await OwnersAsync(ns, pod).ConfigureAwait(false);
        }
    }

    private async Task AroundPodsAsync(string ns, List<Fields> pods)
    {
        foreach (var pod in pods)
        {
            Add("Node", "", pod["spec"]["nodeName"].Text);
            foreach (var claim in Claims(pod))
            {
                Add("PersistentVolumeClaim", ns, claim);
            }
        }

        if (pods.Count == 0)
        {
            return;
        }

        var services = await ListAsync(WellKnownKinds.Services, ns, "").ConfigureAwait(false);
        List<string> selecting =
        [
            .. services.Where(s => s["spec"]["selector"].Pairs is { Count: > 0 } selector && pods.Any(p => Takes(selector, p))).Select(NameOf),
        ];
        foreach (var service in selecting)
        {
            Add("Service", ns, service);
        }

        await SlicesAsync(ns, selecting).ConfigureAwait(false);
    }

    private async Task SlicesAsync(string ns, List<string> services)
    {
        if (services.Count > 0)
        {
            var selector = $"kubernetes.io/service-name in ({string.Join(',', services)})";
            AddAll("EndpointSlice", await ListAsync(WellKnownKinds.EndpointSlices, ns, $"labelSelector={Uri.EscapeDataString(selector)}").ConfigureAwait(false));
        }
    }

    // ReplicaSet → Deployment, Job → CronJob: two steps up are as far as built-in kinds go, a third costs one request.
    private async Task OwnersAsync(string ns, Fields o)
    {
        for (var depth = 0; depth < 3; depth++)
        {
            var owner = o["metadata"]["ownerReferences"].Items.FirstOrDefault(static r => r["controller"].IsTrue);
            var (kind, name) = (owner["kind"].Text, owner["name"].Text);
            if (name.Length == 0)
            {
                return;
            }

            var inNamespace = kind == "Node" ? "" : ns;
            if (_members.Contains(new Kin(kind, inNamespace, name)) || _members.Count(m => m.Kind == kind) >= MostOwners)
            {
                return;
            }

            Add(kind, inNamespace, name);
            if (kind == "Node" || session.Find(kind) is not { } resource)
            {
                return;
            }

            o = await GetAsync(resource, ns, name).ConfigureAwait(false);
        }
    }

    /// <summary>Autoscalers of what is already a member.</summary>
    private async Task ScalersAsync(string ns)
    {
        if (session.Catalog?.Find("horizontalpodautoscalers") is { } resource)
        {
            var all = await ListAsync(resource, ns, "").ConfigureAwait(false);
            AddAll("HorizontalPodAutoscaler", all.Where(h =>
                _members.Contains(new Kin(h["spec"]["scaleTargetRef"]["kind"].Text, ns, h["spec"]["scaleTargetRef"]["name"].Text))));
        }
    }

    private async Task<List<Fields>> SelectedAsync(ApiResource resource, string ns, Fields o)
    {
        var selector = o["spec"]["selector"];
        var query = selector["matchLabels"].Exists || selector["matchExpressions"].Exists
            ? LabelQuery.Of(selector).ToString()
            : string.Join(',', selector.Pairs.Select(static l => $"{l.Key}={l.Value}"));
        return query.Length == 0 ? [] : await ListAsync(resource, ns, $"labelSelector={Uri.EscapeDataString(query)}").ConfigureAwait(false);
    }

    private async Task<List<Fields>> ListAsync(ApiResource resource, string? ns, string query)
    {
        var path = $"{resource.Path(ns)}?limit={Most}{(query.Length > 0 ? "&" + query : "")}";
        return [.. (await ReadAsync(path, resource.Plural).ConfigureAwait(false))["items"].Items];
    }

    private Task<Fields> GetAsync(ApiResource resource, string ns, string name) =>
        ReadAsync(resource.Path(resource.Namespaced ? ns : null, name), $"{resource.Singular} {name}");

    private async Task<Fields> ReadAsync(string path, string what)
    {
        try
        {
            return Fields.Parse(await session.Feeds.GetAsync(path, _cancellation).ConfigureAwait(false));
        }
        catch (ApiException e)
        {
            _problems.Add($"{what}: {e.Failure.Message}");
            return default;
        }
    }

    private void AddAll(string kind, IEnumerable<Fields> objects)
    {
        foreach (var o in objects)
        {
            Add(kind, o["metadata"]["namespace"].Text, NameOf(o));
        }
    }

    private void Add(string kind, string ns, string name)
    {
        Kin kin = new(kind, ns, name);
        if (name.Length > 0 && !_members.Contains(kin))
        {
            _members.Add(kin);
        }
    }

    private static string NameOf(Fields o) => o["metadata"]["name"].Text;

    private static bool IsOwnedBy(Fields o, Fields owner) =>
        o["metadata"]["ownerReferences"].Items.Any(r => r["uid"].Text == owner["metadata"]["uid"].Text);

    private static IEnumerable<string> Claims(Fields pod) =>
        pod["spec"]["volumes"].Items.Select(static v => v["persistentVolumeClaim"]["claimName"].Text).Where(static c => c.Length > 0);

    private static bool Takes(IReadOnlyList<KeyValuePair<string, string>> selector, Fields pod)
    {
        var labels = pod["metadata"]["labels"];
        return selector.All(s => labels[s.Key].Exists && labels[s.Key].Text == s.Value);
    }

    private static IEnumerable<string> Backends(Fields ingress) =>
        ingress["spec"]["rules"].Items.SelectMany(static r => r["http"]["paths"].Items).Select(static p => p["backend"])
            .Append(ingress["spec"]["defaultBackend"]).Select(static b => b["service"]["name"].Text);
}
