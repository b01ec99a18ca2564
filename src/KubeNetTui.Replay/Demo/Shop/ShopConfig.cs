using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>ConfigMaps that matter to the network.</summary>
internal static class ShopConfig
{
    public const string Corefile = """
        .:53 {
            errors
            health {
               lameduck 5s
            }
            ready
            kubernetes cluster.local in-addr.arpa ip6.arpa {
               pods insecure
               fallthrough in-addr.arpa ip6.arpa
               ttl 30
            }
            prometheus :9153
            forward . /etc/resolv.conf {
               max_concurrent 1000
            }
            cache 30
            loop
            reload
            loadbalance
        }

        """;

    private const string KubeProxy = """
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        bindAddress: 0.0.0.0
        clientConnection:
          kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
        clusterCIDR: 10.244.0.0/16
        conntrack:
          maxPerCore: 32768
          min: 131072
          tcpCloseWaitTimeout: 1h0m0s
          tcpEstablishedTimeout: 24h0m0s
        iptables:
          masqueradeAll: false
          masqueradeBit: 14
          minSyncPeriod: 1s
          syncPeriod: 30s
        kind: KubeProxyConfiguration
        mode: iptables

        """;

    /// <summary>Shaped like a certificate; nobody trusts it.</summary>
    public static string RootCa { get; } = "-----BEGIN CERTIFICATE-----\n"
        + string.Join('\n', Enumerable.Range(0, 17).Select(i => Convert.ToBase64String(Convert.FromHexString(DemoId.Hex($"ca/{i}") + DemoId.Hex($"ca/{i}/b")))[..64]))
        + "\n-----END CERTIFICATE-----\n";

    public static void AddTo(ShopCluster cluster)
    {
        Add(cluster, "kube-system", "coredns", cluster.Birth, ("Corefile", Corefile), "kubeadm");
        Add(cluster, "kube-system", "kube-proxy", cluster.Birth, ("config.conf", KubeProxy), "kubeadm");
        Add(cluster, "kube-system", "extension-apiserver-authentication", cluster.Birth, ("client-ca-file", RootCa), "kube-apiserver");
        Add(cluster, "shop", "catalog", cluster.Now - TimeSpan.FromDays(40), ("catalog.toml", "[database]\nurl = \"postgres://db-0.db.shop.svc.cluster.local:5432/catalog\"\npool = 12\n"), "kubectl-client-side-apply");
        foreach (var (ns, name) in (ReadOnlySpan<(string, string)>)
            [("kube-system", "coredns"), ("kube-system", "kube-proxy"), ("kube-system", "kube-network-policies"), ("kube-system", "metrics-server"),
             ("ingress-nginx", "ingress-nginx"), ("ops", "policy-webhook"), ("ops", "prometheus"), ("ops", "node-exporter")])
        {
            cluster.Add("serviceaccounts", new JsonObject { ["metadata"] = Meta.Of("serviceaccounts", ns, name, cluster.Birth.AddMinutes(2)) });
        }
    }

    public static void Add(
        ShopCluster cluster, string ns, string name, DateTimeOffset created, (string Key, string Value) data, string manager, (string Key, string Value)? annotation = null)
    {
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("configmaps", ns, name, created, annotations: annotation is { } note ? new JsonObject { [note.Key] = note.Value } : null),
            ["data"] = new JsonObject { [data.Key] = data.Value },
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator(manager, "v1", created, item);
        cluster.Add("configmaps", item);
    }
}
