using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>
/// Everything that decides how a name is looked up, beside each other: the cluster's DNS service and its replicas, the Corefile, what
/// kubelet tells pods, and the resolv.conf of node and pod.
/// </summary>
internal sealed record DnsPane : Pane
{
    private const string System = "kube-system";
    private static readonly TableColumn[] Columns = [Number("#"), Text("Part"), Shrinking("Where"), Text("What"), Shrinking("Value"), Text("Note")];

    // AKS lets people add to the Corefile by a ConfigMap of this name.
    private static readonly string[] CorefileMaps = ["coredns", "coredns-custom"];

    public override string Word => "dns";

    public override string Noun => "facts";

    public override string? DefaultSort => "#";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar)
    {
        List<Need> needs =
        [
            Evidence.Needs.Services(System), Evidence.Needs.EndpointSlices(System), Evidence.Needs.Pods(System), .. CorefileMaps.Select(m => Evidence.Needs.ConfigMap(System, m)),
            NodeNeeds.ResolvConf(Place.Node(place.Node)), NodeNeeds.SystemdResolvConf(place.Node), CommandReadings.NodeNeed(place.Node, "kubelet-configz"),
        ];
        if (place.PodPlace is { } pod)
        {
            needs.Add(NodeNeeds.ResolvConf(pod));
        }

        return needs;
    }

    public override PaneContent Build(PaneInput input)
    {
        var facts = new List<PaneRow>();
        var service = input.Evidence.Services(System).Items.FirstOrDefault(s => s.Name == "kube-dns") ?? input.Evidence.Services(System).Items.FirstOrDefault(s => s.Name.Contains("dns", StringComparison.Ordinal));
        var kubelet = input.Output(Place.Node(input.Place.Node), "kubelet-configz")?.As(KubeletConfig.Parse).Config;
        AddPod(facts, input, service);
        AddKubelet(facts, input, kubelet, service);
        AddService(facts, input, service);
        AddReplicas(facts, input);
        AddCorefile(facts, input);
        AddNode(facts, input);
        return new PaneContent(Columns, [.. facts.Select((f, i) => f with { Key = $"{f.Cells[1]}|{f.Cells[2]}|{f.Cells[3]}", Cells = [$"{i + 1}", .. f.Cells[1..]] })])
        {
            Sections = [.. Needs(input.Place, input.Evidence).Select(input.SectionOf).OfType<Section>().Where(s => s.Need is CommandNeed or ListNeed { Resource: "configmaps" })],
        };
    }

    private static PaneRow Fact(string part, string where, string what, string value, string note = "") => new("", "", part, where, what, value, note)
    {
        Tones = [Tone.Dim, Tone.Key, Tone.Dim, Tone.Dim, Tone.Text, note.StartsWith('✗') ? Tone.Fail : note.StartsWith('!') ? Tone.Warn : Tone.Dim],
    };

    private static PaneRow Unread(string part, string where, string problem) => Fact(part, where, "", "", $"? {problem}") with { Tone = Tone.Unknown };

    private static void AddResolvConf(List<PaneRow> facts, CommandReading<ResolvConf> reading, string part, string where, Func<string, string> judge)
    {
        if (reading.Value is not { } conf)
        {
            facts.Add(Unread(part, where, reading.Problem));
            return;
        }

        if (conf.Nameservers.Count == 0)
        {
            facts.Add(Fact(part, where, "nameserver", "", "✗ no nameserver: the resolver asks itself"));
        }

        facts.AddRange(conf.Nameservers.Select((n, i) => Fact(part, where, "nameserver", n, i >= ResolvConf.MostNameservers ? "! never asked: only the first three are" : judge(n))));
        if (conf.Search.Count > 0)
        {
            facts.Add(Fact(part, where, "search", string.Join(" ", conf.Search)));
        }

        if (conf.Options.Count > 0)
        {
            facts.Add(Fact(part, where, "options", string.Join(" ", conf.Options),
                conf is { Ndots: >= 2, Search.Count: > 0 } ? $"a name with fewer than {conf.Ndots} dots is tried with {Count.Of(conf.Search.Count, "suffix")} first" : ""));
        }
    }

    private static void AddPod(List<PaneRow> facts, PaneInput input, Service? service)
    {
        if (input.Place.Pod is not { } pod || input.Place.PodPlace is not { } place)
        {
            return;
        }

        facts.Add(Fact("pod", pod.Name, "dnsPolicy", pod.DnsPolicy, pod is { HostNetwork: true, DnsPolicy: "ClusterFirst" } ? "! on the host's network: ClusterFirst means Default there" : ""));
        AddResolvConf(facts, input.Evidence.ResolvConf(place), "pod", "/etc/resolv.conf", server =>
            service?.ClusterIps.Contains(server) == true ? "the cluster's DNS"
            : server.StartsWith("169.254.", StringComparison.Ordinal) ? "NodeLocal DNSCache"
            : IpText.IsLoopback(server) ? "✗ the pod itself"
            : pod.DnsPolicy is "None" or "Default" ? "as its dnsPolicy says"
            : "! not the cluster's DNS");
    }

    private static void AddKubelet(List<PaneRow> facts, PaneInput input, KubeletConfig? kubelet, Service? service)
    {
        var need = CommandReadings.NodeNeed(input.Place.Node, "kubelet-configz");
        if (kubelet is null)
        {
            facts.Add(Unread("kubelet", input.Place.Node, input.Evidence.WhyMissing(need) is { Length: > 0 } why ? why : "its configuration was not understood"));
            return;
        }

        foreach (var server in kubelet.ClusterDns)
        {
            var isService = service?.ClusterIps.Contains(server);
            facts.Add(Fact("kubelet", input.Place.Node, "clusterDNS", server, isService == true ? "the cluster's DNS"
                : server.StartsWith("169.254.", StringComparison.Ordinal) ? "NodeLocal DNSCache"
                : isService == false ? $"✗ not the address of {service!.FullName}" : ""));
        }

        if (kubelet.ClusterDns.Count == 0)
        {
            facts.Add(Fact("kubelet", input.Place.Node, "clusterDNS", "", "! none: pods get the node's resolv.conf"));
        }

        facts.Add(Fact("kubelet", input.Place.Node, "clusterDomain", kubelet.ClusterDomain));
        facts.Add(Fact("kubelet", input.Place.Node, "resolvConf", kubelet.ResolvConf, "what pods with dnsPolicy Default get, CoreDNS among them"));
    }

    private static void AddService(List<PaneRow> facts, PaneInput input, Service? service)
    {
        var reading = input.Evidence.Services(System);
        if (service is null)
        {
            facts.Add(reading.IsRead ? Fact("service", System, "", "", "✗ there is no DNS service") : Unread("service", System, reading.Problem));
            return;
        }

        var row = Fact("service", service.FullName, "clusterIP", string.Join(" ", service.ClusterIps));
        facts.Add(row with { Object = new Selection(WellKnownKinds.Services, service.Namespace, service.Name, service.Meta.Uid) });
        facts.Add(Fact("service", service.FullName, "ports", string.Join(" ", service.Ports.Select(p => $"{p.Port}/{p.Protocol}"))));
        var endpoints = input.Evidence.EndpointSlices(System).Items.Where(s => s.ServiceName == service.Name).SelectMany(s => s.Endpoints).ToList();
        var ready = endpoints.Where(e => e.Ready).SelectMany(e => e.Addresses).Distinct().ToList();
        facts.Add(Fact("service", service.FullName, "endpoints", string.Join(" ", ready),
            ready.Count == 0 ? "✗ none is ready" : endpoints.Any(e => !e.Ready) ? $"! {endpoints.Count(e => !e.Ready)} not ready" : ""));
    }

    private static void AddReplicas(List<PaneRow> facts, PaneInput input)
    {
        var pods = input.Evidence.Pods(System);
        if (!pods.IsRead)
        {
            facts.Add(Unread("replica", System, pods.Problem));
        }

        foreach (var pod in pods.Items.Where(p => p.Meta.Labels["k8s-app"] is "kube-dns" or "node-local-dns" || p.Name.StartsWith("coredns-", StringComparison.Ordinal)))
        {
            var restarts = pod.Containers.Sum(c => c.Status?.RestartCount ?? 0);
            facts.Add(Fact("replica", pod.Name, pod.NodeName, $"{(pod.Ips.Count > 0 ? pod.Ips[0] : "no address")}  {pod.Phase}{(restarts > 0 ? $", {restarts} restarts" : "")}",
                pod.IsReady ? "ready" : "✗ not ready") with { Object = new Selection(WellKnownKinds.Pods, pod.Namespace, pod.Name, pod.Meta.Uid) });
        }
    }

    private static void AddCorefile(List<PaneRow> facts, PaneInput input)
    {
        foreach (var name in CorefileMaps)
        {
            var reading = input.Evidence.ConfigMap(System, name);
            if (reading.Find(name) is not { } map)
            {
                if (name == CorefileMaps[0])
                {
                    facts.Add(reading.IsRead ? Fact("corefile", $"{System}/{name}", "", "", "there is no such ConfigMap: the cluster's DNS may not be CoreDNS") : Unread("corefile", $"{System}/{name}", reading.Problem));
                }

                continue;
            }

            foreach (var (key, text) in map.Data)
            {
                var corefile = Corefile.Parse(text);
                foreach (var server in corefile.Servers)
                {
                    facts.AddRange(server.Plugins.Select(p => Fact("corefile", name == CorefileMaps[0] ? server.ToString() : $"{key} {server}", p.Name,
                        string.Join(" ", p.Arguments) + (p.Block.Count > 0 ? $" {{ {string.Join("; ", p.Block)} }}" : ""), Judge(p))));
                }

                facts.AddRange(corefile.Imports.Select(i => Fact("corefile", key, "import", i.Pattern, name == CorefileMaps[0] ? "files of the ConfigMap coredns-custom, where there is one" : "")));
                facts.AddRange(corefile.NotUnderstood.Select(n => Fact("corefile", key, $"line {n.Number}", n.Text, $"? {n.Why}")));
            }
        }
    }

    private static string Judge(CorefilePlugin plugin) => plugin.Name switch
    {
        "forward" or "proxy" when ForwardTarget.Of(plugin).Any(t => t.Kind == ForwardTargetKind.Address && IpText.IsLoopback(t.Target)) => "✗ forwards to itself",
        "forward" or "proxy" when ForwardTarget.Of(plugin).Any(t => t.Kind == ForwardTargetKind.ResolvConf) => "the nameservers of the node's resolv.conf",
        "loop" => "stops CoreDNS when it hears its own question",
        "rewrite" or "hosts" or "template" => "! changes answers",
        _ => "",
    };

    private static void AddNode(List<PaneRow> facts, PaneInput input)
    {
        var node = input.Place.Node;
        AddResolvConf(facts, input.Evidence.ResolvConf(Place.Node(node)), "node", $"{node} /etc/resolv.conf",
            server => IpText.IsLoopback(server) ? "! a stub on the node: CoreDNS that gets this file loops" : "");
        var systemd = input.Evidence.SystemdResolvConf(node);
        if (systemd.Value is { Nameservers.Count: > 0 })
        {
            AddResolvConf(facts, systemd, "node", $"{node} systemd-resolved", _ => "behind the stub");
        }
    }
}
