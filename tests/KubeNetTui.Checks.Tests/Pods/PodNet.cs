using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>The network of pod shop/web-1 (10.244.0.5) on node-a, as <c>ip -j</c> prints it: on bridge cni0, healthy unless a test says otherwise.</summary>
internal sealed record PodNet
{
    public string Own { get; init; } =
        "[{'ifindex':1,'ifname':'lo','flags':['LOOPBACK','UP','LOWER_UP'],'mtu':65536,'operstate':'UNKNOWN','link_type':'loopback','addr_info':[{'family':'inet','local':'127.0.0.1','prefixlen':8,'scope':'host'}]},"
        + "{'ifindex':2,'link_index':7,'ifname':'eth0','flags':['BROADCAST','UP','LOWER_UP'],'mtu':1450,'operstate':'UP','link_type':'ether','address':'aa:00:00:00:00:05','link_netnsid':0,"
        + "'linkinfo':{'info_kind':'veth'},'addr_info':[{'family':'inet','local':'10.244.0.5','prefixlen':24,'scope':'global'}]}]";

    public string Node { get; init; } =
        "[{'ifindex':3,'ifname':'cni0','flags':['BROADCAST','UP','LOWER_UP'],'mtu':1450,'operstate':'UP','link_type':'ether','address':'bb:00:00:00:00:01','linkinfo':{'info_kind':'bridge'},"
        + "'addr_info':[{'family':'inet','local':'10.244.0.1','prefixlen':24,'scope':'global'}]},"
        + "{'ifindex':6,'link_index':2,'ifname':'veth6','flags':['BROADCAST','UP','LOWER_UP'],'mtu':1450,'operstate':'UP','master':'cni0','link_type':'ether','address':'cc:00:00:00:00:06','link_netnsid':1,'linkinfo':{'info_kind':'veth'}},"
        + "{'ifindex':7,'link_index':2,'ifname':'veth7','flags':['BROADCAST','UP','LOWER_UP'],'mtu':1450,'operstate':'UP','master':'cni0','link_type':'ether','address':'cc:00:00:00:00:07','link_netnsid':2,"
        + "'linkinfo':{'info_kind':'veth','info_slave_kind':'bridge','info_slave_data':{'state':'forwarding','hairpin':true}}}]";

    public string Routes { get; init; } =
        "[{'dst':'default','gateway':'10.244.0.1','dev':'eth0','flags':[]},{'dst':'10.244.0.0/24','dev':'eth0','protocol':'kernel','scope':'link','prefsrc':'10.244.0.5','flags':[]}]";

    public string NodeRoutes { get; init; } =
        "[{'dst':'default','gateway':'172.18.0.1','dev':'eth0','flags':[]},{'dst':'10.244.0.0/24','dev':'cni0','protocol':'kernel','scope':'link','prefsrc':'10.244.0.1','flags':[]},{'dst':'10.244.1.0/24','gateway':'172.18.0.3','dev':'eth0','flags':[]}]";

    public string Neighbours { get; init; } = "[{'dst':'10.244.0.1','dev':'eth0','lladdr':'bb:00:00:00:00:01','state':['REACHABLE']}]";

    public string NodeNeighbours { get; init; } = "[{'dst':'10.244.0.5','dev':'cni0','lladdr':'aa:00:00:00:00:05','state':['STALE']}]";

    public Scene Scene(string? pod = null)
    {
        Place here = Place.Pod("shop", "web-1"), node = Place.Node("node-a");
        return Tests.Scene.Cluster().Pods(pod ?? Some.Pod("web-1"))
            .Output(here, "ip-addr", Json(Own)).Output(node, "ip-addr", Json(Node)).Output(here, "ip-route", Json(Routes)).Output(node, "ip-route", Json(NodeRoutes))
            .Output(here, "ip-neigh", Json(Neighbours)).Output(node, "ip-neigh", Json(NodeNeighbours));
    }

    private static string Json(string text) => text.Replace('\'', '"') + "\n";
}
