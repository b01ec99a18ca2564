using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Configuration of the lab's components, as they would have it.</summary>
internal static class LabConfig
{
    public const string Corefile = """
        .:53 {
            errors
            ready
            kubernetes cluster.local in-addr.arpa ip6.arpa {
               pods insecure
               fallthrough in-addr.arpa ip6.arpa
               ttl 30
            }
            forward . /etc/resolv.conf
            cache 30
            loop
            reload
            loadbalance
        }

        """;

    /// <summary>The <c>kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1</c> file.</summary>
    public static string KubeProxy(LabProxyMode mode) => $"""
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        bindAddress: 0.0.0.0
        clusterCIDR: {LabPlan.PodNetwork}
        conntrack:
          maxPerCore: 0
        healthzBindAddress: 0.0.0.0:10256
        iptables:
          masqueradeAll: false
          masqueradeBit: 14
          syncPeriod: 30s
        kind: KubeProxyConfiguration
        metricsBindAddress: 127.0.0.1:10249
        mode: {Name(mode)}

        """;

    public static string Name(LabProxyMode mode) => mode == LabProxyMode.Nftables ? "nftables" : "iptables";

    /// <summary>What the bridge plugin reads: pods on a Linux bridge, hairpin on each port, addresses from the node's own store.</summary>
    public static string Cni(LabNode node) => $$"""
        {
          "cniVersion": "0.4.0",
          "name": "lab",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "cni0",
              "isGateway": true,
              "ipMasq": false,
              "hairpinMode": true,
              "mtu": {{LabPlan.Mtu}},
              "ipam": {
                "type": "host-local",
                "ranges": [[{ "subnet": "{{node.PodCidr}}" }]],
                "routes": [{ "dst": "0.0.0.0/0" }]
              }
            },
            { "type": "portmap", "capabilities": { "portMappings": true } }
          ]
        }

        """;

    /// <summary>The kubelet's <c>/configz</c>, what of it has to do with the network.</summary>
    public static string Configz(LabNode node) => new JsonObject
    {
        ["kubeletconfig"] = new JsonObject
        {
            ["enableServer"] = true,
            ["address"] = "0.0.0.0",
            ["port"] = 10250,
            ["healthzPort"] = 10248,
            ["healthzBindAddress"] = "127.0.0.1",
            ["clusterDomain"] = "cluster.local",
            ["clusterDNS"] = new JsonArray(LabPlan.ClusterDns),
            ["hairpinMode"] = "hairpin-veth",
            ["maxPods"] = 110,
            ["podCIDR"] = node.PodCidr,
            ["resolvConf"] = "/etc/resolv.conf",
            ["makeIPTablesUtilChains"] = true,
            ["iptablesMasqueradeBit"] = 14,
            ["iptablesDropBit"] = 15,
            ["containerRuntimeEndpoint"] = "unix:///run/containerd/containerd.sock",
        },
    }.ToJsonString();
}
