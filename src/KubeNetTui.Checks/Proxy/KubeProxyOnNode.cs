using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What is known of kube-proxy on one node: its pod, its own words, its flags, and the rules that it has written.</summary>
internal sealed class KubeProxyOnNode
{
    private static readonly string[] Sections = ["kube-proxy-healthz", "kube-proxy-mode", "kube-proxy-metrics", "kube-proxy-cmdline"];

    private KubeProxyOnNode(string node) => Node = node;

    public string Node { get; }

    /// <summary>Null: it runs otherwise (a host process, within k3s), or the pods were not read.</summary>
    public Pod? Pod { get; private init; }

    /// <summary>Answers on <c>:10256</c>; null: no answer, or not asked.</summary>
    public KubeProxyHealth? Health { get; private init; }

    public KubeProxySync? Sync { get; private init; }

    /// <summary>What <c>/proxyMode</c> says; "": no answer.</summary>
    public string RunsAs { get; private init; } = "";

    /// <summary>What it was told; "" for kube-proxy's default; null: not known.</summary>
    public string? ToldMode { get; private init; }

    /// <summary>Where <see cref="ToldMode"/> stands: <c>--proxy-mode of pod …</c>, <c>ConfigMap kube-system/kube-proxy</c>.</summary>
    public string ToldBy { get; private init; } = "";

    /// <summary>Modes of which the node has rules.</summary>
    public IReadOnlyList<string> RulesOf { get; private init; } = [];

    /// <summary>Something on the node answered as kube-proxy does.</summary>
    public bool Answers => Health is not null || Sync is not null || RunsAs.Length > 0;

    /// <summary>Each of its ports that was asked refused: no process listens. False where one of them was not asked.</summary>
    public bool RefusesAll { get; private init; }

    /// <summary>The mode in force: by its own word, else by its rules; "" where neither is known.</summary>
    public string Mode => RunsAs.Length > 0 ? RunsAs : RulesOf is [var one] ? one : "";

    public static IEnumerable<Need> Needs(string node, IEvidence soFar)
    {
        yield return Evidence.Needs.Pods("kube-system");
        yield return Evidence.Needs.ConfigMap("kube-system", "kube-proxy");
        foreach (var section in Sections)
        {
            yield return CommandReadings.NodeNeed(node, section);
        }

        foreach (var need in ServiceDataPlanes.Readers.SelectMany(r => r.Needs(node, false, soFar)))
        {
            yield return need;
        }
    }

    public static KubeProxyOnNode Of(IEvidence evidence, string node)
    {
        var pod = evidence.Pods("kube-system").Items.FirstOrDefault(p => p.NodeName == node && IsKubeProxy(p));
        var told = Told(evidence, node, pod);
        return new KubeProxyOnNode(node)
        {
            Pod = pod,
            Health = Said(evidence, node, "kube-proxy-healthz")?.As(KubeProxyHealth.Parse).Health,
            Sync = Said(evidence, node, "kube-proxy-metrics") is { } metrics ? KubeProxySync.Of(metrics.As(PrometheusText.Parse)) : null,
            RunsAs = Said(evidence, node, "kube-proxy-mode")?.Text.Trim() is { Length: > 0 and < 20 } mode && mode.All(char.IsAsciiLetterOrDigit) ? mode : "",
            ToldMode = told.Mode,
            ToldBy = told.By,
            RulesOf = [.. ServiceDataPlanes.Readers.Where(r => r.Open(node, false, evidence) is not null).Select(r => r.Mode)],
            RefusesAll = Refused(evidence, node, "kube-proxy-healthz") && Refused(evidence, node, "kube-proxy-mode"),
        };
    }

    public static bool IsKubeProxy(Pod pod) =>
        pod.Meta.Labels["k8s-app"] == "kube-proxy" || pod.Meta.Labels["component"] == "kube-proxy" || pod.Name.StartsWith("kube-proxy", StringComparison.Ordinal);

    /// <summary>A command's output where the command itself succeeded.</summary>
    private static CommandOutput? Said(IEvidence evidence, string node, string section) =>
        evidence.Output(Place.Node(node), section) is { Exit: 0 } output ? output : null;

    /// <summary>curl's exit status 7: the connection was refused (CURLE_COULDNT_CONNECT). wget and nc only say it in words.</summary>
    private static bool Refused(IEvidence evidence, string node, string section) =>
        evidence.Output(Place.Node(node), section) is { Exit: not 0 } output
        && (output.Exit == 7 || output.Error.Contains("refused", StringComparison.OrdinalIgnoreCase));

    private static (string? Mode, string By) Told(IEvidence evidence, string node, Pod? pod)
    {
        var running = Said(evidence, node, "kube-proxy-cmdline") is { Text.Length: > 0 } line ? KubeProxySettings.OfCommandLine(line.Text) : null;
        var container = pod?.Containers.FirstOrDefault(c => !c.IsInit && c.Command.Any(w => w.Contains("kube-proxy", StringComparison.Ordinal)));
        var declared = container is null ? null : KubeProxySettings.OfCommandLine(string.Join(' ', container.Command));
        foreach (var (settings, by) in (ReadOnlySpan<(KubeProxySettings?, string)>)[(running, $"the flags of the process on {node}"), (declared, $"the flags of pod kube-system/{pod?.Name}")])
        {
            if (settings is null)
            {
                continue;
            }

            if (settings.ConfigFile.Length == 0)
            {
                return (settings.Mode, by);
            }

            // The file is the ConfigMap's, mounted; another file can't be seen from here.
            break;
        }

        var map = evidence.ConfigMap("kube-system", "kube-proxy").Items.FirstOrDefault(m => m.Name == "kube-proxy");
        return (map?.Data["config.conf"] ?? map?.Data["config"]) is { } yaml
            ? (KubeProxySettings.OfConfiguration(yaml).Mode, "ConfigMap kube-system/kube-proxy")
            : (null, "");
    }
}
