using System.Collections.Frozen;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>How sections are had from a shell: the command, the tool without which there is none, and what it takes to see it.</summary>
internal static class ScriptSections
{
    /// <summary>Where one command would not do everywhere: functions of <c>sections.sh</c>.</summary>
    private static readonly FrozenDictionary<string, string> Functions = new Dictionary<string, string>
    {
        ["sysctl"] = "kn_sysctl",
        ["conntrack-summary"] = "kn_conntrack_summary",
        ["conntrack-events"] = "kn_conntrack_events",
        ["kube-proxy-cmdline"] = "kn_kube_proxy_cmdline",
        ["kube-proxy-healthz"] = "kn_get 10256 /healthz",
        ["kube-proxy-mode"] = "kn_get 10249 /proxyMode",
        ["kube-proxy-metrics"] = "kn_get 10249 /metrics",
        ["pod-pids"] = ":",
    }.ToFrozenDictionary();

    /// <summary>Read from the API server, which asks the kubelet: no shell is needed.</summary>
    private static readonly FrozenDictionary<string, string> Paths = new Dictionary<string, string>
    {
        ["kubelet-configz"] = "configz",
        ["kubelet-healthz"] = "healthz",
    }.ToFrozenDictionary();

    public static string Command(string section) =>
        Functions.GetValueOrDefault(section) ?? SectionCommands.Find(section)?.Command ?? "exit 127";

    /// <summary>"-" where <c>sh</c> and <c>cat</c> do.</summary>
    public static string Tool(string section) => SectionCommands.Find(section)?.Tool is { Length: > 0 } tool ? tool : "-";

    /// <summary><c>net</c>, <c>files</c> or <c>processes</c>: a container in the node's network namespace sees the first alone.</summary>
    public static string Sight(string section)
    {
        if (section is "pod-pids" or "kube-proxy-cmdline")
        {
            return "processes";
        }

        var command = SectionCommands.Find(section)?.Command ?? "";
        string[] folders = ["/etc/", "/var/lib/", "/opt/", "/run/"];
        return section == "ufw" || Array.Exists(folders, f => command.Contains(f, StringComparison.Ordinal)) ? "files" : "net";
    }

    /// <summary>The API path that answers a node's section; null where a shell does.</summary>
    public static string? ApiPath(CommandNeed need) =>
        need.Place.Kind == PlaceKind.Node && Paths.TryGetValue(need.Section, out var last)
            ? $"/api/v1/nodes/{Uri.EscapeDataString(need.Place.Name)}/proxy/{last}"
            : null;
}
