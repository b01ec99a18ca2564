using System.Collections.Frozen;

namespace KubeNetTui.Checks;

/// <summary>Plugins of a Corefile that are known: those of CoreDNS itself (plugin.cfg) and those that distributions build in.</summary>
internal static class CorefilePlugins
{
    private static readonly FrozenSet<string> InTree = FrozenSet.Create(
        "root", "metadata", "geoip", "cancel", "tls", "quic", "grpc_server", "https", "https3", "timeouts", "multisocket", "reload", "nsid", "bufsize", "bind", "debug", "trace", "ready", "health",
        "pprof", "prometheus", "errors", "log", "dnstap", "local", "dns64", "acl", "any", "chaos", "loadbalance", "tsig", "cache", "rewrite", "header",
        "dnssec", "autopath", "minimal", "template", "transfer", "hosts", "route53", "azure", "clouddns", "k8s_external", "kubernetes", "file",
        "auto", "secondary", "etcd", "loop", "forward", "grpc", "erratic", "whoami", "on", "sign", "view", "nomad");

    private static readonly FrozenSet<string> Elsewhere = FrozenSet.Create(
        "proxy", "upstream", "federation", "autopath", "fanout", "alternate", "k8s_gateway", "gathersrv", "unbound", "dump", "ads", "block", "multicluster",
        "nodecache", "ocp_dnsnameresolver", "kubenodes", "records", "redis", "mysql", "meship", "netbox", "recursor", "alias", "rrl", "demo", "example");

    public static bool IsInTree(string name) => InTree.Contains(name);

    /// <summary>Known to exist, but not part of what coredns/coredns is built from today.</summary>
    public static bool IsElsewhere(string name) => Elsewhere.Contains(name);

    /// <summary>Answers names itself, so that it can take a name away from the cluster or from the upstream.</summary>
    public static bool Overrides(string name) => name is "hosts" or "rewrite" or "template" or "file" or "auto" or "secondary" or "etcd" or "k8s_external";
}
