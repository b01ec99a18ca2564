using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>
/// Two nodes whose pods hang off cni0, healthy in all that node checks look at; made up after the captures. A test changes one thing.
/// web-1 and web-2 are on node-a behind veth1 and veth2, web-3 on node-b; service shop/web has all three.
/// </summary>
internal sealed class BridgeCluster
{
    private readonly Dictionary<(Place Place, string Section), CommandOutput> _outputs = [];
    private readonly Dictionary<(Place Place, string Section), (SectionStatus Status, string Problem)> _missing = [];
    private readonly Dictionary<Need, List<string>> _lists = [];
    private readonly Dictionary<Need, object> _values = [];

    public static readonly Place NodeA = Place.Node("node-a");

    public BridgeCluster()
    {
        Set(Needs.Nodes(), Some.Node("node-a", "10.244.1.0/24", "10.0.0.1"), Some.Node("node-b", "10.244.2.0/24", "10.0.0.2"));
        Set(Needs.Pods(null), Some.Pod("web-1", ip: "10.244.1.5"), Some.Pod("web-2", ip: "10.244.1.6"), Some.Pod("web-3", ip: "10.244.2.5", node: "node-b"));
        Set(Needs.Services(null), Some.Service("web"));
        Set(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-a=10.244.1.5 web-2@node-a=10.244.1.6 web-3@node-b=10.244.2.5"));
        Set(Needs.Warnings(null));
        Node("ip-addr", Array(Nic("10.0.0.1"), Bridge("10.244.1.1"), Veth(7, "veth1", "02:00:00:00:01:05"), Veth(8, "veth2", "02:00:00:00:01:06")));
        Node("ip-route", """[{"dst":"default","gateway":"10.0.0.254","dev":"eth0","flags":[]},{"dst":"10.0.0.0/24","dev":"eth0","scope":"link","flags":[]},{"dst":"10.244.1.0/24","dev":"cni0","scope":"link","flags":[]},{"dst":"10.244.2.0/24","gateway":"10.0.0.2","dev":"eth0","flags":[]}]""");
        Node("ip-rule", """[{"priority":0,"src":"all","table":"local"},{"priority":32766,"src":"all","table":"main"}]""");
        Node("ip-neigh", """[{"dst":"10.244.1.5","dev":"cni0","lladdr":"0a:00:00:00:01:05","state":["REACHABLE"]},{"dst":"10.244.1.6","dev":"cni0","lladdr":"0a:00:00:00:01:06","state":["STALE"]}]""");
        Node("bridge-fdb", """[{"mac":"0a:00:00:00:01:05","ifname":"veth1","master":"cni0","state":""},{"mac":"0a:00:00:00:01:06","ifname":"veth2","master":"cni0","state":""}]""");
        Node("sysctl",
            """
            net.bridge.bridge-nf-call-ip6tables = 1
            net.bridge.bridge-nf-call-iptables = 1
            net.ipv4.conf.all.rp_filter = 0
            net.ipv4.conf.cni0.forwarding = 1
            net.ipv4.conf.cni0.rp_filter = 0
            net.ipv4.conf.eth0.forwarding = 1
            net.ipv4.conf.eth0.rp_filter = 0
            net.ipv4.ip_forward = 1
            net.ipv4.ip_local_port_range = 32768	60999
            net.netfilter.nf_conntrack_count = 1000
            net.netfilter.nf_conntrack_max = 262144

            """);
        Node("stat-nf-conntrack", "entries invalid insert_failed drop early_drop\n000003e8 00000000 00000000 00000000 00000000\n");
        Node("conntrack-summary", "total 3 0\ndnat-tcp 2 0 10.96.0.50 80 10.244.1.5 8080\nsrc 3 0 10.244.1.5\ndst 3 0 10.96.0.50\nstate 3 0 tcp ESTABLISHED\nend\n");
        Node("kernel-log", "");
        Node("resolv-conf", "nameserver 127.0.0.53\n");
        Node("systemd-resolv-conf", "nameserver 10.0.0.253\n");
        Kubelet("/run/systemd/resolve/resolv.conf");
        Node("cni-config", "# /etc/cni/net.d/10-podnet.conflist\n{\"name\":\"podnet\",\"cniVersion\":\"1.0.0\",\"plugins\":[{\"type\":\"bridge\",\"bridge\":\"cni0\",\"hairpinMode\":true,\"ipam\":{\"type\":\"host-local\",\"ranges\":[[{\"subnet\":\"10.244.1.0/24\"}]]}}]}\n");
        Node("cni-bin", "-rwxr-xr-x 1 root root 1 Jan 1 2026 bridge\n-rwxr-xr-x 1 root root 1 Jan 1 2026 host-local\n");
        Node("cni-ipam", "./podnet/10.244.1.5:aaaaaaaaaaaaaaaa\n./podnet/10.244.1.6:bbbbbbbbbbbbbbbb\n");
        OnPod("web-1", "ip-addr", Array(Eth0(7, "0a:00:00:00:01:05", "10.244.1.5")));
        OnPod("web-2", "ip-addr", Array(Eth0(8, "0a:00:00:00:01:06", "10.244.1.6")));
    }

    public BridgeCluster Set(ListNeed need, params string[] objects)
    {
        _lists[need] = [.. objects];
        return this;
    }

    public BridgeCluster Add(ListNeed need, params string[] objects)
    {
        _lists[need].AddRange(objects);
        return this;
    }

    public BridgeCluster Node(string section, string text, int exit = 0, string node = "node-a", bool isCut = false)
    {
        _outputs[(Place.Node(node), section)] = new CommandOutput(text, exit, IsCut: isCut);
        return this;
    }

    public BridgeCluster OnPod(string pod, string section, string text)
    {
        _outputs[(Place.Pod("shop", pod), section)] = new CommandOutput(text);
        return this;
    }

    /// <summary>Replaces a part of an output of node-a, which must be there.</summary>
    public BridgeCluster Change(string section, string from, string to)
    {
        var text = _outputs[(NodeA, section)].Text;
        Assert.Contains(from, text, StringComparison.Ordinal);
        return Node(section, text.Replace(from, to, StringComparison.Ordinal));
    }

    public BridgeCluster Without(string section, SectionStatus status = SectionStatus.Failed, string problem = "no shell on node-a", Place? place = null)
    {
        _outputs.Remove((place ?? NodeA, section));
        _missing[(place ?? NodeA, section)] = (status, problem);
        return this;
    }

    public BridgeCluster Kubelet(string resolvConf, int maxPods = 110, string hairpin = "promiscuous-bridge")
    {
        _values[Needs.Raw("/api/v1/nodes/node-a/proxy/configz")] = new RawText(200, $$$"""{"kubeletconfig":{"resolvConf":"{{{resolvConf}}}","maxPods":{{{maxPods}}},"hairpinMode":"{{{hairpin}}}"}}""");
        return this;
    }

    public BridgeCluster WithoutKubelet()
    {
        _values.Clear();
        return this;
    }

    public BridgeCluster Value(Need need, object value)
    {
        _values[need] = value;
        return this;
    }

    /// <summary>Asks round by round as the engine does, then judges.</summary>
    public IReadOnlyList<Finding> JudgeAll(ICheck check, Subject? subject = null)
    {
        var about = subject ?? Subject.Node("node-a");
        EvidenceStore store = new(Given.Now);
        Given given = new();
        foreach (var (need, objects) in _lists)
        {
            given.List((ListNeed)need, [.. objects]);
        }

        var lists = given.Evidence();
        for (var round = 0; round < 6; round++)
        {
            List<Need> asked = [.. check.Needs(about, store).Distinct().Where(n => store.Find(n) is null)];
            if (asked.Count == 0)
            {
                break;
            }

            foreach (var need in asked)
            {
                store.Add(Answer(need, lists));
            }
        }

        Assert.All(check.Needs(about, store), n => Assert.NotNull(store.Find(n)));
        return [.. check.Run(about, store)];
    }

    public Finding Judge(ICheck check, Subject? subject = null) => Assert.Single(JudgeAll(check, subject));

    /// <summary>Lines of a finding's evidence that decided.</summary>
    public static IReadOnlyList<string> Deciding(Finding finding) => [.. finding.Exhibits.SelectMany(e => e.Deciding.Select(i => e.Lines[i]))];

    public static string Array(params string[] items) => "[" + string.Join(',', items) + "]\n";

    public static string Nic(string ip, string name = "eth0", int index = 2, int mtu = 1500) =>
        $$"""{"ifindex":{{index}},"ifname":"{{name}}","flags":["BROADCAST","UP","LOWER_UP"],"mtu":{{mtu}},"operstate":"UP","link_type":"ether","address":"02:00:00:00:00:0{{index}}","addr_info":[{"family":"inet","local":"{{ip}}","prefixlen":24,"scope":"global"}]}""";

    public static string Bridge(string ip, string name = "cni0", int index = 3, string flags = "\"UP\",\"LOWER_UP\"") =>
        $$$"""{"ifindex":{{{index}}},"ifname":"{{{name}}}","flags":[{{{flags}}}],"mtu":1500,"operstate":"UP","link_type":"ether","address":"02:00:00:00:00:03","linkinfo":{"info_kind":"bridge","info_data":{"nf_call_iptables":0}},"addr_info":[{"family":"inet","local":"{{{ip}}}","prefixlen":24,"scope":"global"}]}""";

    public static string Veth(int index, string name, string mac, string master = "\"master\":\"cni0\",", bool hairpin = true) =>
        $$$"""{"ifindex":{{{index}}},"link_index":2,"ifname":"{{{name}}}","flags":["BROADCAST","UP","LOWER_UP"],"mtu":1500,{{{master}}}"operstate":"UP","link_type":"ether","address":"{{{mac}}}","link_netnsid":0,"linkinfo":{"info_kind":"veth","info_slave_kind":"bridge","info_slave_data":{"state":"forwarding","hairpin":{{{(hairpin ? "true" : "false")}}}}},"addr_info":[]}""";

    public static string Eth0(int peer, string mac, string ip) =>
        $$"""{"ifindex":2,"link_index":{{peer}},"ifname":"eth0","flags":["UP","LOWER_UP"],"mtu":1500,"operstate":"UP","link_type":"ether","address":"{{mac}}","link_netnsid":0,"linkinfo":{"info_kind":"veth"},"addr_info":[{"family":"inet","local":"{{ip}}","prefixlen":24,"scope":"global"}]}""";

    private Section Answer(Need need, EvidenceStore lists)
    {
        Section Of(SectionStatus status, object? value, string? problem = null) =>
            new(need, status, need.Command, "node-a", Given.Now, TimeSpan.Zero, problem, problem is null ? null : "a shell", value);
        return need switch
        {
            ListNeed list => lists.Find(list with { Namespace = null }) is { Value: ObjectList all } ? Of(SectionStatus.Read, all) : Of(SectionStatus.Denied, null, "403 Forbidden"),
            CommandNeed c when _outputs.TryGetValue((c.Place, c.Section), out var output) => Of(SectionStatus.Read, output),
            CommandNeed c when _missing.TryGetValue((c.Place, c.Section), out var missing) => Of(missing.Status, null, missing.Problem),
            _ when _values.TryGetValue(need, out var value) => Of(SectionStatus.Read, value),
            _ => Of(SectionStatus.Absent, null, $"{need.Command}: not there"),
        };
    }
}
