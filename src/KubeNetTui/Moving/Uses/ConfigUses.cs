using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Moving;

/// <summary>What uses a ConfigMap, Secret, service account or claim: pods, what makes pods, and for some also others.</summary>
internal static class ConfigUses
{
    private static readonly ApiResource[] Workloads =
        [WellKnownKinds.Deployments, WellKnownKinds.StatefulSets, WellKnownKinds.DaemonSets, WellKnownKinds.Jobs, WellKnownKinds.CronJobs];

    public static IEnumerable<UsePart> Of(Session session, Selection target)
    {
        var (kind, ns, name) = (target.Resource.Kind, target.Namespace, target.Name);
        yield return new(WellKnownKinds.Pods, ns, (o, use) => With(use, PodSpecUses.Of(o["spec"], kind, name, use.Name)));
        foreach (var workload in Workloads)
        {
            yield return new(workload, ns, (o, use) => IsOwned(o) ? null : With(use, OfWorkload(o["spec"], kind, name, use)));
        }

        if (kind == "Secret")
        {
            yield return new(WellKnownKinds.ServiceAccounts, ns, (o, use) => With(use,
                o["imagePullSecrets"].Items.Any(s => s["name"].Text == name) ? ["gives it to its pods to pull images"]
                : o["secrets"].Items.Any(s => s["name"].Text == name) ? ["lists it"] : []));
            yield return new(WellKnownKinds.Ingresses, ns, (o, use) => With(use, o["spec"]["tls"].Items.Where(t => t["secretName"].Text == name)
                .Select(t => $"TLS of {(t["hosts"].Items.Any() ? string.Join(", ", t["hosts"].Items.Select(h => h.Text)) : "all its hosts")}")));
            if (session.Catalog?.Find("gateways.gateway.networking.k8s.io") is { } gateways)
            {
                yield return new(gateways, null, (o, use) => With(use, o["spec"]["listeners"].Items
                    .Where(l => l["tls"]["certificateRefs"].Items.Any(r => r["name"].Text == name && (r["namespace"].Text is { Length: > 0 } there ? there : use.Namespace) == ns))
                    .Select(l => $"TLS of listener {l["name"].Text}")));
            }
        }
        else if (kind == "ServiceAccount")
        {
            foreach (var binding in new[] { "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io" })
            {
                if (session.Find(binding) is { } resource)
                {
                    yield return new(resource, null, (o, use) => With(use, o["subjects"].Items
                        .Where(s => s["kind"].Text == "ServiceAccount" && s["name"].Text == name && (s["namespace"].Text is { Length: > 0 } there ? there : use.Namespace) == ns)
                        .Select(_ => $"gives it {o["roleRef"]["kind"].Text} {o["roleRef"]["name"].Text}").Take(1)));
                }
            }
        }
    }

    private static IEnumerable<string> OfWorkload(Fields spec, string kind, string name, Use use)
    {
        var template = use.Resource.Plural == "cronjobs" ? spec["jobTemplate"]["spec"]["template"] : spec["template"];
        return kind == "PersistentVolumeClaim"
            ? PodSpecUses.Of(template["spec"], kind, name, "").Concat(spec["volumeClaimTemplates"].Items
                .Where(t => IsOfTemplate(name, $"{t["metadata"]["name"].Text}-{use.Name}-")).Select(t => $"made from its template {t["metadata"]["name"].Text}"))
            : PodSpecUses.Of(template["spec"], kind, name, "");
    }

    // A StatefulSet names claims TEMPLATE-SET-ORDINAL.
    private static bool IsOfTemplate(string claim, string start) =>
        claim.StartsWith(start, StringComparison.Ordinal) && claim.Length > start.Length && claim.AsSpan(start.Length).IndexOfAnyExceptInRange('0', '9') < 0;

    // A job of a CronJob says nothing that the CronJob does not say.
    private static bool IsOwned(Fields o) => o["metadata"]["ownerReferences"].Items.Any(r => r["controller"].IsTrue);

    private static Use? With(Use use, IEnumerable<string> how) => string.Join("; ", how.Distinct()) is { Length: > 0 } words ? use with { How = words } : null;
}
