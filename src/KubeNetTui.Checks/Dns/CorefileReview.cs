using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A Corefile read with the eyes of <c>dns.corefile</c>, one question a method.</summary>
internal sealed class CorefileReview(CheckInfo info, Subject subject, ClusterNames names, IEvidence evidence)
{
    private readonly Reading<Pod> _pods = evidence.Pods(ClusterDns.Namespace);
    private readonly List<Pod> _servers = [.. DnsCorefileCheck.Servers(evidence)];
    private readonly Service? _service = ClusterDns.Service(evidence.Services(ClusterDns.Namespace).Items, [.. DnsCorefileCheck.Servers(evidence)]);

    private Subject[] Affected =>
    [
        Subject.Cluster, .. _servers.Where(s => !s.IsReady).Select(s => Subject.Pod(s.Namespace, s.Name)),
        .. _service is null ? [] : (Subject[])[Subject.Service(_service.Namespace, _service.Name)],
    ];

    /// <summary>Lines that make no sense: CoreDNS keeps what it has until it is started anew, and then does not start.</summary>
    public IEnumerable<Finding> Text()
    {
        if (names.Corefile.NotUnderstood is [var first, ..])
        {
            var title = $"line {first.Number} of the Corefile can't be read: {first.Why}";
            yield return (_servers.Exists(s => s.IsReady) ? info.Warn(subject, $"{title}; CoreDNS will not start with it again")
                : info.Fail(subject, title)) with
            {
                Details = [.. names.Corefile.NotUnderstood.Skip(1).Take(4).Select(n => $"Line {n.Number}: {n.Why}: {Words.Cut(n.Text, 80)}")],
                Exhibits = [Show([.. names.Corefile.NotUnderstood.Select(n => n.Number)])],
                Remedy = "Correct the Corefile.",
                RemedyCommand = Edit,
                Explains = Affected,
                ExplainedChecks = ["dns.pods", "pod.running"],
            };
        }
    }

    /// <summary>Somebody answers the cluster's names.</summary>
    public IEnumerable<Finding> Domain()
    {
        var zones = names.ClusterZones;
        var told = ClusterNames.OfKubelets(evidence);
        if (zones.Count == 0 && !names.Corefile.Servers.SelectMany(s => s.Plugins).Any(p => p.Name is "kubernetes" or "k8s_gateway" or "nodecache")
            && names.Corefile.NotUnderstood.Count == 0 && !CustomsMayAdd)
        {
            yield return info.Fail(subject, "no server block of the Corefile has the plugin kubernetes: no name of the cluster is answered") with
            {
                Exhibits = [Show([.. names.Corefile.Servers.Select(s => s.Line)])],
                Remedy = "Add the plugin: kubernetes cluster.local in-addr.arpa ip6.arpa { pods insecure fallthrough in-addr.arpa ip6.arpa }.",
                RemedyCommand = Edit,
                Explains = Affected,
            };
        }
        else if (told.Length > 0 && zones.Count > 0 && !zones.Any(z => told == z || told.EndsWith("." + z, StringComparison.Ordinal)))
        {
            yield return info.Fail(subject,
                $"the kubelets give pods the domain {told}, and the Corefile answers {string.Join(", ", zones)}: short names don't resolve") with
            {
                Exhibits = [Show([.. Plugins("kubernetes").Select(p => p.Line)])],
                Remedy = "Give the plugin kubernetes the kubelets' clusterDomain.",
                RemedyCommand = Edit,
                Explains = Affected,
            };
        }
    }

    /// <summary>Where other names go: not back to itself.</summary>
    public IEnumerable<Finding> Forwards()
    {
        var forwards = names.Corefile.Servers.SelectMany(s => s.Plugins.Where(p => ForwardTarget.Of(p).Count > 0),
            (s, p) => (Server: s, Plugin: p)).ToList();
        foreach (var (server, plugin) in forwards)
        {
            foreach (var target in ForwardTarget.Of(plugin))
            {
                var finding = target.Kind switch
                {
                    ForwardTargetKind.Address => ToItself(server, plugin, target.Target, target.Port, plugin.ToString()),
                    ForwardTargetKind.ResolvConf => FromFile(server, plugin, target),
                    _ => info.Warn(subject,
                        $"line {plugin.Line} of the Corefile forwards to {target.Target}, which is no address: CoreDNS takes none but addresses and files") with
                    {
                        Exhibits = [Show([plugin.Line])], Remedy = "Name the server by its address.", RemedyCommand = Edit,
                    },
                };
                if (finding is not null)
                {
                    yield return finding;
                    break;
                }
            }
        }

        if (names.Corefile.Servers.FirstOrDefault(s => s.Zones.Any(z => z.Name.Length == 0)) is { } root
            && !root.Plugins.Any(p => p.Name is "forward" or "proxy" or "fanout" or "unbound" or "recursor" or "grpc" or "nodecache" or "alternate" or "file" or "template")
            && !CustomsMayAdd)
        {
            yield return info.Warn(subject, "the Corefile forwards nothing: names outside the cluster are not answered") with
            {
                Details = ["That may be meant in a cluster without a way out."],
                Exhibits = [Show([root.Line])],
                Remedy = "Add forward . /etc/resolv.conf, or the addresses of your resolvers.",
                RemedyCommand = Edit,
            };
        }
    }

    private Finding? ToItself(CorefileServer server, CorefilePlugin plugin, string address, int port, string by)
    {
        var zone = server.Zones.FirstOrDefault(z => z.Name.Length == 0 && z.ServedPort == port)
            ?? server.Zones.FirstOrDefault(z => z.ServedPort == port);
        var loopback = IpText.IsLoopback(address) && zone is not null;
        var service = _service?.ClusterIps.Contains(address) == true;
        var own = _servers.Find(s => s.Ips.Contains(address));
        if (!loopback && !service && own is null)
        {
            return null;
        }

        var what = service ? $"{address}, the service {_service!.FullName}, which is CoreDNS again" : own is not null
            ? $"{address}, the CoreDNS pod {own.FullName}" : $"{address}, which in its pod is CoreDNS itself";
        return info.Fail(subject, $"a loop: \"{by}\" (line {plugin.Line} of the Corefile) sends questions to {what}") with
        {
            Details = [Looped],
            Exhibits = [Show([plugin.Line]), .. service
                ? [Exhibits.Of(evidence.Services(ClusterDns.Namespace).Section!, _service!, "spec.clusterIPs")]
                : Array.Empty<Exhibit>()],
            Remedy = "Forward to the servers upstream instead.",
            RemedyCommand = Edit,
            Explains = Affected,
        };
    }

    /// <summary>A file decides: each server has that of its own node, unless its dnsPolicy gives it the cluster's.</summary>
    private Finding? FromFile(CorefileServer server, CorefilePlugin plugin, ForwardTarget file)
    {
        List<(Pod Pod, string Address)> loops = [];
        foreach (var pod in _servers)
        {
            if (file.Target == "/etc/resolv.conf" && evidence.ResolvConf(Place.Pod(pod.Namespace, pod.Name)) is { IsRead: true } read)
            {
                loops.AddRange(read.Value.Nameservers.Where(n => IpText.IsLoopback(n)
                    || _service?.ClusterIps.Contains(n) == true).Take(1).Select(n => (pod, n)));
            }
            else if (file.Target == "/etc/resolv.conf" && pod is { DnsPolicy: "ClusterFirst", HostNetwork: false }
                && _service?.ClusterIps is [var vip, ..] && vip != "None")
            {
                loops.Add((pod, vip));
            }
        }

        if (loops.Count == 0 || server.Zones.All(z => z.ServedPort != 53))
        {
            return null;
        }

        var (first, address) = loops[0];
        var reading = evidence.ResolvConf(Place.Pod(first.Namespace, first.Name));
        var where = Words.Some(loops.Select(l => $"{l.Pod.Name} on {l.Pod.NodeName}"));
        var byService = !IpText.IsLoopback(address);
        return info.Fail(subject, byService
            ? $"a loop: \"{plugin}\" sends {where} to {address}, the service {_service!.FullName}, which is CoreDNS again{(first.DnsPolicy == "ClusterFirst" ? ": its dnsPolicy is ClusterFirst" : "")}"
            : $"a loop: \"{plugin}\" sends {where} to {address}, which in its pod is CoreDNS itself") with
        {
            Details =
            [
                Looped,
                byService ? "CoreDNS pods need dnsPolicy Default, which gives them the node's resolv.conf."
                    : $"{address} is the stub of a resolver on the node (systemd-resolved: 127.0.0.53); the kubelet of {first.NodeName} hands that file to pods. Its resolvConf should name the file with the real servers.",
                .. loops.Count < _servers.Count
                    ? [$"The other {Words.Count(_servers.Count - loops.Count, "server")} forward{(_servers.Count - loops.Count == 1 ? "s" : "")} elsewhere."] : Array.Empty<string>(),
            ],
            Exhibits =
            [
                .. reading is { IsRead: true }
                    ? [Exhibits.Of(reading.Section, reading.Output, l => l.Contains(address, StringComparison.Ordinal))]
                    : Array.Empty<Exhibit>(),
                Show([plugin.Line]), Exhibits.Of(_pods.Section!, first, "spec.dnsPolicy", "spec.nodeName"),
            ],
            Remedy = byService ? "Set dnsPolicy: Default in the CoreDNS Deployment."
                : $"Set resolvConf: /run/systemd/resolve/resolv.conf in the kubelet's configuration of {Words.Some(loops.Select(l => l.Pod.NodeName).Distinct())}, restart it, and delete the pod; or name the upstream servers in the Corefile.",
            RemedyCommand = byService
                ? $"kubectl patch deployment -n {ClusterDns.Namespace} coredns -p '{{\"spec\":{{\"template\":{{\"spec\":{{\"dnsPolicy\":\"Default\"}}}}}}}}'" : $"kubectl get --raw /api/v1/nodes/{first.NodeName}/proxy/configz",
            Explains = [Subject.Cluster, .. loops.Select(l => Subject.Pod(l.Pod.Namespace, l.Pod.Name)), .. _service is null ? []
                : (Subject[])[Subject.Service(_service.Namespace, _service.Name)]],
            ExplainedChecks = ["dns.pods", "dns.answers", "pod.running", "service.endpoints"],
        };
    }

    public IEnumerable<Finding> Plugins()
    {
        List<CorefilePlugin> strange = [.. names.Corefile.Servers.SelectMany(s => s.Plugins).Where(p => !CorefilePlugins.IsInTree(p.Name) && !CorefilePlugins.IsElsewhere(p.Name))];

        // A server that has started with it has it built in.
        if (strange.Count > 0 && !_servers.Exists(s => s.IsReady))
        {
            yield return info.Warn(subject,
                $"the Corefile uses {Words.Some(strange.Select(p => $"{p.Name} (line {p.Line})").Distinct())}, which is no plugin of CoreDNS: unless it was built in, CoreDNS does not start") with
            {
                Exhibits = [Show([.. strange.Select(p => p.Line)])],
                Remedy = "Look at the log for \"Unknown directive\"; correct the word, or take an image that has the plugin.",
                RemedyCommand = $"kubectl logs -n {ClusterDns.Namespace} -l k8s-app={ClusterDns.Label} --previous",
                Explains = Affected,
                ExplainedChecks = ["dns.pods", "pod.running"],
            };
        }
    }

    /// <summary>AKS's own ConfigMap: which of its keys count, and whether they can be read.</summary>
    public IEnumerable<Finding> Customs()
    {
        foreach (var (key, text) in names.Custom?.Data ?? LabelSet.Empty)
        {
            var parsed = Corefile.Parse(text);
            var problem = key.EndsWith(".server", StringComparison.Ordinal) || key.EndsWith(".override", StringComparison.Ordinal)
                ? parsed.NotUnderstood is [var first, ..] ? $"line {first.Number} can't be read: {first.Why}" : ""
                : "its name ends neither in .server nor in .override, so that CoreDNS does not read it";
            if (problem.Length > 0 && names.Corefile.Imports.Count > 0)
            {
                yield return info.Warn(subject, $"{key} of ConfigMap {ClusterDns.Namespace}/coredns-custom: {problem}") with
                {
                    Exhibits = [Exhibits.Of(names.Customs.Section!, names.Custom!, $"data.{key}", "data")],
                    Remedy = "Correct it, or give it the ending that is meant: .server for blocks of their own, .override for plugins in the default block.",
                    RemedyCommand = $"kubectl edit configmap -n {ClusterDns.Namespace} coredns-custom",
                };
            }
        }
    }

    public Finding Pass()
    {
        List<string> details = [];
        var zones = names.ClusterZones;
        foreach (var server in names.Corefile.Servers)
        {
            var to = server.Plugins.SelectMany(ForwardTarget.Of).Select(t => t.ToString()).ToList();
            if (server.Zones.All(z => z.Name.Length > 0))
            {
                details.Add($"{server} has a block of its own (line {server.Line}){(to.Count > 0 ? $", forwarded to {string.Join(", ", to)}" : "")}.");
            }

            details.AddRange(server.Plugins.Where(p => CorefilePlugins.Overrides(p.Name)).Take(6).Select(p => $"Line {p.Line} answers or changes names itself: {Words.Cut(p.ToString(), 100)}."));
        }

        if (!Plugins("loop").Any())
        {
            details.Add("The plugin loop is not used: a loop would not be noticed by CoreDNS itself.");
        }

        if (!Plugins("reload").Any())
        {
            details.Add("The plugin reload is not used: a change takes effect when the pods are started anew.");
        }

        details.AddRange(names.Corefile.Imports.Select(i => $"Line {i.Line} takes in {i.Pattern}{(names.Custom is null ? "" : $": ConfigMap coredns-custom has {Words.Some(names.Custom.Data.Select(d => d.Key))}")}."));
        var files = _servers.Select(s => evidence.ResolvConf(Place.Pod(s.Namespace, s.Name))).ToList();
        if (DnsCorefileCheck.ForwardsToFile(names.Corefile) && files.Find(f => !f.IsRead) is { } unread)
        {
            details.Add($"Where /etc/resolv.conf leads was not seen in {files.Count(f => !f.IsRead)} of {Words.Count(files.Count, "pod")}: {unread.Problem}.");
        }

        var upstreams = files.Where(f => f.IsRead).SelectMany(f => f.Value!.Nameservers).Distinct().ToList();
        var targets = names.Corefile.Servers.SelectMany(s => s.Plugins).SelectMany(ForwardTarget.Of).Select(t => t.ToString()).Distinct().ToList();
        return info.Pass(
            subject, $"answers {(zones.Count > 0 ? string.Join(", ", zones) : "the cluster's names")}{(targets.Count > 0 ? $", forwards the rest to {string.Join(", ", targets)}{(upstreams.Count > 0 ? $" ({Words.Some(upstreams)})" : "")}" : "")}", details) with
        {
            Exhibits = [Show([.. names.Corefile.Servers.SelectMany(s => s.Plugins).Where(p => p.Name is "kubernetes" or "forward").Select(p => p.Line)])],
        };
    }

    private const string Looped = "CoreDNS's plugin loop ends the process when it notices; without it questions go round until they time out.";

    private static string Edit => $"kubectl edit configmap -n {ClusterDns.Namespace} coredns";

    /// <summary>Imports put in what can't be seen, or is in another ConfigMap.</summary>
    private bool CustomsMayAdd => names.Corefile.Imports.Count > 0;

    private IEnumerable<CorefilePlugin> Plugins(string name) => names.Corefile.Servers.SelectMany(s => s.Plugins).Where(p => p.Name == name);

    private Exhibit Show(IReadOnlyCollection<int> lines)
    {
        string[] text = (names.Map.Data["Corefile"] ?? "").ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var section = names.Maps.Section!;
        return new Exhibit(
            $"Corefile of ConfigMap {names.Map.FullName}", $"kubectl get configmap -n {names.Map.Namespace} {names.Map.Name} -o jsonpath='{{.data.Corefile}}'",
            section.Where, section.At, section.Took, text, [.. lines.Where(l => l > 0 && l <= text.Length).Select(l => l - 1).Distinct().Order()]);
    }
}
