namespace KubeNetTui.Evidence;

/// <summary>
/// What kube-proxy was told: by its flags, or by the file that <c>--config</c> names (kubeproxy.config.k8s.io/v1alpha1,
/// KubeProxyConfiguration). With a file, most flags beside it are ignored (cmd/kube-proxy/app/options.go).
/// </summary>
/// <param name="Values">By the configuration's field names in lower case, dotted: <c>mode</c>, <c>clustercidr</c>, <c>ipvs.strictarp</c>.</param>
public sealed record KubeProxySettings(IReadOnlyDictionary<string, string> Values, IReadOnlyList<NotUnderstoodLine> NotUnderstood)
{
    /// <summary>Flags whose configuration field has another name.</summary>
    private static readonly Dictionary<string, string> FieldOfFlag = new()
    {
        ["proxy-mode"] = "mode", ["cluster-cidr"] = "clustercidr", ["bind-address"] = "bindaddress", ["hostname-override"] = "hostnameoverride",
        ["healthz-bind-address"] = "healthzbindaddress", ["metrics-bind-address"] = "metricsbindaddress", ["nodeport-addresses"] = "nodeportaddresses",
        ["masquerade-all"] = "iptables.masqueradeall", ["iptables-masquerade-bit"] = "iptables.masqueradebit", ["iptables-sync-period"] = "iptables.syncperiod",
        ["iptables-min-sync-period"] = "iptables.minsyncperiod", ["iptables-localhost-nodeports"] = "iptables.localhostnodeports",
        ["ipvs-scheduler"] = "ipvs.scheduler", ["ipvs-strict-arp"] = "ipvs.strictarp", ["ipvs-sync-period"] = "ipvs.syncperiod", ["ipvs-exclude-cidrs"] = "ipvs.excludecidrs",
        ["detect-local-mode"] = "detectlocalmode", ["conntrack-max-per-core"] = "conntrack.maxpercore", ["conntrack-min"] = "conntrack.min",
        ["conntrack-tcp-timeout-established"] = "conntrack.tcpestablishedtimeout", ["conntrack-tcp-timeout-close-wait"] = "conntrack.tcpclosewaittimeout",
        ["config"] = "config", ["kubeconfig"] = "clientconnection.kubeconfig", ["feature-gates"] = "featuregates", ["v"] = "v",
    };

    public static KubeProxySettings None { get; } = new(new Dictionary<string, string>(), []);

    /// <summary>iptables, ipvs, nftables, userspace, kernelspace; "": kube-proxy's default, which is iptables on Linux.</summary>
    public string Mode => this["mode"];

    /// <summary>The file of <c>--config</c>; "" where flags say all.</summary>
    public string ConfigFile => this["config"];

    public string ClusterCidr => this["clustercidr"];

    /// <summary>Addresses that take node ports, separated by commas; "": all.</summary>
    public string NodePortAddresses => this["nodeportaddresses"];

    public bool StrictArp => this["ipvs.strictarp"] == "true";

    /// <summary>A field's value; "" where it is not said.</summary>
    public string this[string field] => Values.GetValueOrDefault(field) ?? "";

    /// <summary>
    /// A command line as words separated by blanks (<c>/proc/PID/cmdline</c> with its zeros replaced) or a container's command and
    /// arguments. Both <c>--flag=value</c> and <c>--flag value</c>.
    /// </summary>
    public static KubeProxySettings OfCommandLine(IEnumerable<string> words)
    {
        Dictionary<string, string> values = [];
        List<NotUnderstoodLine> notUnderstood = [];
        List<string> all = [.. words];
        for (var i = 0; i < all.Count; i++)
        {
            var word = all[i].AsSpan().Trim();
            if (word.Length < 2 || word[0] != '-')
            {
                if (i > 0 && !word.IsEmpty)
                {
                    notUnderstood.Add(NotUnderstoodLine.Of(i + 1, word, "a flag"));
                }

                continue;
            }

            var flag = word.TrimStart('-');
            var equals = flag.IndexOf('=');
            var name = (equals < 0 ? flag : flag[..equals]).ToString();
            var value = equals >= 0 ? Unquote(flag[(equals + 1)..])
                : i + 1 < all.Count && !all[i + 1].StartsWith('-') ? Unquote(all[++i].Trim())
                : "true";
            values[FieldOfFlag.GetValueOrDefault(name, name)] = value;
        }

        return new(values, notUnderstood);
    }

    public static KubeProxySettings OfCommandLine(string text) => OfCommandLine(text.Split([' ', '\0', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The YAML of a KubeProxyConfiguration, as kubeadm keeps it in the ConfigMap <c>kube-system/kube-proxy</c> (key <c>config.conf</c>).</summary>
    public static KubeProxySettings OfConfiguration(string yaml)
    {
        var flat = FlatYaml.Parse(yaml);
        return new(flat.Values, flat.NotUnderstood);
    }

    private static string Unquote(ReadOnlySpan<char> text) =>
        (text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text).ToString();
}
