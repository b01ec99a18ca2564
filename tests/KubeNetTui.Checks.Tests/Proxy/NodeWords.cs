using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>What nodes, kubelets and logs say, for tests of the checks that listen to them.</summary>
internal static class NodeWords
{
    public const string Healthy = """{"lastUpdated":"2026-01-31T12:00:00Z","currentTime":"2026-01-31T12:00:00Z","nodeEligible":true,"healthy":true}""";

    public static Given Says(this Given given, string node, string section, string text, int exit = 0, string error = "") =>
        given.Read(CommandReadings.NodeNeed(node, section), new CommandOutput(text, exit, error));

    public static Given Kubelet(this Given given, string node, string text = "ok", int status = 200) => given.Read(KubeletAnswer.Need(node), new RawText(status, text));

    public static Given Log(this Given given, LogNeed need, params string[] lines) => given.Read(need, new LogText(lines));

    /// <summary>kube-proxy well, in a mode.</summary>
    public static Given KubeProxy(this Given given, string node, string mode = "iptables") =>
        given.Says(node, "kube-proxy-healthz", Healthy).Says(node, "kube-proxy-mode", mode);

    public static Given Nodes(this Given given, params string[] names) => given.List(Needs.Nodes(), [.. names.Select(n => Some.Node(n))]);
}
