using System.Text;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Tests.Reading;

/// <summary>What stands around an object, and where its description leads.</summary>
public sealed class DescribeTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly ApiCatalog Catalog = new(
    [
        .. WellKnownKinds.Catalog.Resources,
        Kind("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"), Kind("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"),
        Kind("rbac.authorization.k8s.io", "v1", "roles", "Role"), Kind("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
        Kind("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", namespaced: false),
        Kind("storage.k8s.io", "v1", "storageclasses", "StorageClass", namespaced: false), Kind("", "v1", "resourcequotas", "ResourceQuota"),
    ], []);

    [Fact]
    public void A_pods_policies_are_told_in_words_and_what_it_uses_is_a_link_away()
    {
        var page = Describe("pods", "web-1", """
            {"kind":"Pod","metadata":{"name":"web-1","namespace":"shop","labels":{"app":"web"}},
             "spec":{"serviceAccountName":"seller","containers":[{"name":"web","envFrom":[{"secretRef":{"name":"db"}}]}],
               "volumes":[{"name":"conf","configMap":{"name":"settings"}},{"name":"data","persistentVolumeClaim":{"claimName":"disk"}}],
               "ephemeralContainers":[{"name":"look","image":"busybox"}]},"status":{"phase":"Running"}}
            """,
            (Needs.NetworkPolicies("shop"), [
                """{"metadata":{"name":"deny","namespace":"shop"},"spec":{"podSelector":{"matchLabels":{"app":"web"}},"policyTypes":["Ingress"]}}""",
                """{"metadata":{"name":"other","namespace":"shop"},"spec":{"podSelector":{"matchLabels":{"app":"pay"}},"policyTypes":["Ingress"]}}""",
            ]));

        Assert.Contains("lets nothing in", page.Text);
        Assert.DoesNotContain("other", page.Text);
        Assert.Contains("Debug container look", page.Text);
        Assert.Equal(["NetworkPolicy deny", "ServiceAccount seller", "ConfigMap settings", "PersistentVolumeClaim disk", "Secret db"], page.Links.OrderBy(l => l.StartsWith('N') ? 0 : 1));
        Assert.Matches("Secret +db +environment of web", page.Text);
    }

    [Fact]
    public void A_config_map_says_who_uses_it_and_how()
    {
        var page = Describe("configmaps", "settings", """{"kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"app.yaml":"port: 80\nhost: x"},"binaryData":{"logo":"AAAA"}}""",
            (Needs.Deployments("shop"), ["""{"metadata":{"name":"web","namespace":"shop"},"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"PORT","valueFrom":{"configMapKeyRef":{"name":"settings","key":"port"}}}]}]}}}}"""]),
            (Needs.Pods("shop"), [
                """{"metadata":{"name":"web-1","namespace":"shop"},"spec":{"volumes":[{"name":"conf","projected":{"sources":[{"configMap":{"name":"settings"}}]}}]}}""",
                """{"metadata":{"name":"pay-1","namespace":"shop"},"spec":{"volumes":[{"name":"conf","configMap":{"name":"others"}}]}}""",
            ]));

        Assert.Contains("port: 80", page.Text);
        Assert.Contains("logo  binary, 3 bytes", page.Text);
        Assert.Matches(@"Deployment +web +PORT of web \(key port\)", page.Text);
        Assert.Matches("Pod +web-1 +volume conf", page.Text);
        Assert.Equal(["Deployment web", "Pod web-1"], page.Links);
    }

    [Fact]
    public void A_secret_shows_its_keys_and_never_a_value()
    {
        var masked = ObjectReader.WithoutSecrets(Encoding.UTF8.GetBytes("""{"kind":"Secret","type":"kubernetes.io/tls","metadata":{"name":"cert","namespace":"shop"},"data":{"tls.key":"c2VjcmV0"}}"""), known: true);
        var page = Describe("secrets", "cert", Encoding.UTF8.GetString(masked.Span),
            (Needs.Pods("shop"), []),
            (new ListNeed("networking.k8s.io", "v1", "ingresses", "shop"), ["""{"metadata":{"name":"front","namespace":"shop"},"spec":{"tls":[{"hosts":["shop.example"],"secretName":"cert"}]}}"""]));

        Assert.Matches("tls.key +<6 bytes, not shown>", page.Text);
        Assert.DoesNotContain("c2VjcmV0", page.Text);
        Assert.Contains("front: the certificate of shop.example", page.Text);
        Assert.Contains("Used by  nothing that is there now", page.Text);
        Assert.Equal(["Ingress front"], page.Links);
    }

    [Fact]
    public void An_account_says_what_is_bound_to_it_and_which_pods_run_as_it()
    {
        var page = Describe("serviceaccounts", "seller", """{"kind":"ServiceAccount","metadata":{"name":"seller","namespace":"shop"},"automountServiceAccountToken":false}""",
            (Needs.Pods("shop"), ["""{"metadata":{"name":"web-1","namespace":"shop"},"spec":{"serviceAccountName":"seller"},"status":{"phase":"Running"}}"""]),
            (Needs.RoleBindings("shop"), ["""{"metadata":{"name":"sells","namespace":"shop"},"roleRef":{"kind":"Role","name":"shopper"},"subjects":[{"kind":"ServiceAccount","name":"seller","namespace":"shop"}]}"""]),
            (Needs.ClusterRoleBindings(), []));

        Assert.Contains("not mounted, unless a pod asks for it", page.Text);
        Assert.Matches("Role shopper +namespace shop +RoleBinding sells", page.Text);
        Assert.Equal(["Role shopper", "Pod web-1"], page.Links);
    }

    [Fact]
    public void A_role_says_what_it_allows_and_to_whom()
    {
        var page = Describe("roles", "shopper", """{"kind":"Role","metadata":{"name":"shopper","namespace":"shop"},"rules":[{"apiGroups":[""],"resources":["pods","secrets"],"verbs":["get","list"]}]}""",
            (Needs.RoleBindings("shop"), ["""{"metadata":{"name":"sells","namespace":"shop"},"roleRef":{"kind":"Role","name":"shopper"},"subjects":[{"kind":"ServiceAccount","name":"seller","namespace":"shop"},{"kind":"User","name":"ann"}]}"""]),
            (Needs.ClusterRoleBindings(), []));

        Assert.Contains("get, list  pods, secrets   (core)", page.Text);
        Assert.Contains("User ann", page.Text);
        Assert.Equal(["RoleBinding sells", "ServiceAccount seller"], page.Links);
    }

    [Fact]
    public void A_claim_leads_to_its_volume_its_class_and_the_pods_that_hold_it()
    {
        var page = Describe("persistentvolumeclaims", "disk", """
            {"kind":"PersistentVolumeClaim","metadata":{"name":"disk","namespace":"shop"},"spec":{"volumeName":"pv-1","storageClassName":"fast","resources":{"requests":{"storage":"10Gi"}}},"status":{"phase":"Bound","capacity":{"storage":"8Gi"}}}
            """,
            (Needs.Pods("shop"), ["""{"metadata":{"name":"db-0","namespace":"shop"},"spec":{"volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"disk"}}]}}"""]));

        Assert.Contains("8Gi, 10Gi wanted", page.Text);
        Assert.Equal(["StorageClass fast", "PersistentVolume pv-1", "Pod db-0"], page.Links);
    }

    [Fact]
    public void An_autoscaler_says_where_its_metrics_stand_and_that_it_is_at_its_most()
    {
        var page = Describe("horizontalpodautoscalers", "web", """
            {"kind":"HorizontalPodAutoscaler","metadata":{"name":"web","namespace":"shop"},
             "spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"minReplicas":2,"maxReplicas":5,
               "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"averageUtilization":80}}},{"type":"Pods","pods":{"metric":{"name":"requests"},"target":{"averageValue":"100"}}}]},
             "status":{"currentReplicas":5,"desiredReplicas":5,"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":93}}}]}}
            """);

        Assert.Contains("! at its most", page.Text);
        Assert.Matches("cpu +93% now, 80% wanted", page.Text);
        Assert.Matches("requests +not known now, 100 a pod wanted", page.Text);
        Assert.Equal(["Deployment web"], page.Links);
    }

    [Fact]
    public void A_cron_job_lists_how_its_jobs_went_the_newest_first()
    {
        var page = Describe("cronjobs", "report", """{"kind":"CronJob","metadata":{"name":"report","namespace":"shop","uid":"c1"},"spec":{"schedule":"10 * * * *","concurrencyPolicy":"Forbid","suspend":true}}""",
            (new ListNeed("batch", "v1", "jobs", "shop"), [
                Job("report-1", "c1", "2026-05-04T10:00:00Z", """{"conditions":[{"type":"Complete","status":"True"}]}"""),
                Job("report-2", "c1", "2026-05-04T11:00:00Z", """{"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}]}"""),
                Job("other-1", "c2", "2026-05-04T11:00:00Z", "{}"),
            ]));

        Assert.Contains("no job is started", page.Text);
        Assert.Matches("report-2 +60m +✗ failed: BackoffLimitExceeded", page.Text);
        Assert.Equal(["Job report-2", "Job report-1"], page.Links);

        static string Job(string name, string owner, string created, string status) =>
            $$$"""{"metadata":{"name":"{{{name}}}","namespace":"shop","creationTimestamp":"{{{created}}}","ownerReferences":[{"kind":"CronJob","name":"x","uid":"{{{owner}}}","controller":true}]},"status":{{{status}}}}""";
    }

    [Fact]
    public void A_deployment_shows_its_replica_sets_what_scales_it_and_its_budget()
    {
        const string pods = "app=web";
        var page = Describe("deployments", "web", """
            {"kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"d1"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}}}}}
            """,
            (new ListNeed("apps", "v1", "replicasets", "shop", pods), [
                """{"metadata":{"name":"web-old","namespace":"shop","creationTimestamp":"2026-05-01T12:00:00Z","annotations":{"deployment.kubernetes.io/revision":"1"},"ownerReferences":[{"kind":"Deployment","name":"web","uid":"d1","controller":true}]},"spec":{"replicas":0}}""",
                """{"metadata":{"name":"web-new","namespace":"shop","creationTimestamp":"2026-05-04T11:00:00Z","annotations":{"deployment.kubernetes.io/revision":"2"},"ownerReferences":[{"kind":"Deployment","name":"web","uid":"d1","controller":true}]},"spec":{"replicas":2},"status":{"readyReplicas":1}}""",
            ]),
            (new ListNeed("autoscaling", "v2", "horizontalpodautoscalers", "shop"), ["""{"metadata":{"name":"web","namespace":"shop"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"maxReplicas":5}}"""]),
            (new ListNeed("policy", "v1", "poddisruptionbudgets", "shop"), ["""{"metadata":{"name":"keep","namespace":"shop"},"spec":{"selector":{"matchLabels":{"app":"web"}}},"status":{"disruptionsAllowed":0}}"""]));

        Assert.Contains("web, between 1 and 5", page.Text);
        Assert.Contains("keep: no pod may go now", page.Text);
        Assert.Matches(@"web-new +2 +1/2", page.Text);
        Assert.Equal(["HorizontalPodAutoscaler web", "PodDisruptionBudget keep", "ReplicaSet web-new", "ReplicaSet web-old"], page.Links);
    }

    [Fact]
    public void A_namespace_shows_what_is_not_well_in_it_and_its_quota()
    {
        var page = Describe("namespaces", "shop", """{"kind":"Namespace","metadata":{"name":"shop"},"status":{"phase":"Active"}}""",
            (Needs.Pods("shop"), [
                """{"metadata":{"name":"web-1","namespace":"shop"},"spec":{"nodeName":"a","containers":[{"name":"web"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"web","ready":true,"state":{"running":{}}}]}}""",
                """{"metadata":{"name":"pay-1","namespace":"shop"},"spec":{"nodeName":"a","containers":[{"name":"pay"}]},"status":{"phase":"Running","containerStatuses":[{"name":"pay","ready":false,"restartCount":9,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}""",
            ]),
            (Needs.Services("shop"), []), (Needs.NetworkPolicies("shop"), []),
            (new ListNeed("", "v1", "resourcequotas", "shop"), ["""{"metadata":{"name":"limits","namespace":"shop"},"status":{"hard":{"pods":"2"},"used":{"pods":"2"}}}"""]));

        Assert.Matches("pods +→ 2 of 2", page.Text);
        Assert.Contains("none: everything may reach everything", page.Text);
        Assert.Equal(["ResourceQuota limits", "Pod pay-1"], page.Links);
    }

    [Fact]
    public void What_may_not_be_read_is_named_with_what_would_give_it()
    {
        ListNeed pods = Needs.Pods("shop");
        EvidenceStore store = new(Now);
        store.Add(new Section(pods, SectionStatus.Denied, pods.Command, "", Now, default, "permission: pods is forbidden", "a role with list on pods", null));
        var page = Write("configmaps", "settings", """{"kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"}}""", store);

        Assert.Contains("? permission: pods is forbidden", page.Text);
        Assert.Contains("a role with list on pods", page.Text);
    }

    private static (string Text, List<string> Links) Describe(string plural, string name, string json, params (ListNeed Need, string[] Items)[] lists)
    {
        EvidenceStore store = new(Now);
        foreach (var (need, items) in lists)
        {
            var builder = ListBuilders.For(need, keepRaw: true);
            foreach (var item in items)
            {
                builder.Add(Encoding.UTF8.GetBytes(item));
            }

            store.Add(new Section(need, SectionStatus.Read, need.Command, "", Now, default, null, null, builder.Build()));
        }

        return Write(plural, name, json, store);
    }

    private static (string Text, List<string> Links) Write(string plural, string name, string json, EvidenceStore store)
    {
        var resource = Catalog.Find(plural)!;
        Selection selection = new(resource, resource.Namespaced ? "shop" : "", name, "");
        var bytes = Encoding.UTF8.GetBytes(json);
        var describer = Describers.For(resource);
        PageBuilder page = new();
        describer.Write(page, new Described(selection, bytes, store, Catalog));

        // What it is made of was asked for: nothing of the evidence above would come otherwise.
        var asked = describer.Needs(selection, bytes).ToHashSet();
        Assert.All(store.Sections, s => Assert.Contains(s.Need, asked));
        return (string.Join('\n', page.Lines.Select(l => l.Text)), [.. page.Lines.Where(l => l.Link is not null).Select(l => $"{l.Link!.Resource.Kind} {l.Link.Name}")]);
    }

    private static ApiResource Kind(string group, string version, string plural, string kind, bool namespaced = true) =>
        new(group, version, plural, kind.ToLowerInvariant(), kind, namespaced, [], ["get", "list"], []);
}
