using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>Routes of all tables of a network namespace.</summary>
public sealed class RouteTable(IReadOnlyList<NetworkRoute> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyList<NetworkRoute> Items { get; } = items;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    /// <summary>
    /// The route that the kernel takes in one table: the longest prefix, then the least metric. Null where none fits.
    /// </summary>
    public NetworkRoute? Best(IpPrefix destination, string table)
    {
        NetworkRoute? best = null;
        foreach (var route in Items)
        {
            if (route.Table == table && !route.IsDead && route.Destination.Contains(destination)
                && (best is null || route.Destination.Length > best.Destination.Length
                    || (route.Destination.Length == best.Destination.Length && route.Metric < best.Metric)))
            {
                best = route;
            }
        }

        return best;
    }

    /// <summary><c>ip -j route show table all</c>; without <c>table all</c> all is <c>main</c>.</summary>
    public static RouteTable ParseJson(string text)
    {
        List<NetworkRoute> routes = [];
        var failed = JsonItems.Read(text, item =>
        {
            if (Route(item) is { } route)
            {
                routes.Add(route);
                return null;
            }

            return "no destination";
        });
        return new(routes, failed);
    }

    /// <summary><c>ip route</c>, <c>ip route show table all</c>, <c>ip -6 route</c>, of iproute2 or busybox.</summary>
    public static RouteTable ParseText(string text) => RouteText.Parse(text);

    internal static RouteKind KindOf(ReadOnlySpan<char> word) => word switch
    {
        "" or "unicast" => RouteKind.Unicast,
        "local" => RouteKind.Local,
        "broadcast" => RouteKind.Broadcast,
        "multicast" => RouteKind.Multicast,
        "blackhole" => RouteKind.Blackhole,
        "unreachable" => RouteKind.Unreachable,
        "prohibit" => RouteKind.Prohibit,
        "throw" => RouteKind.Throw,
        "anycast" => RouteKind.Anycast,
        _ => RouteKind.Other,
    };

    private static NetworkRoute? Route(JsonElement item)
    {
        var destination = item.Text("dst");
        var gateway = Gateway(item);
        NextHop[] hops = [.. item.Objects("nexthops").Select(h => new NextHop(Gateway(h), h.Text("dev"), Math.Max(1, h.Int("weight"))))];

        // A default route does not say of which family; "pref" (RFC 4191) is IPv6's alone.
        var isV6 = IpText.IsV6(gateway) || hops.Any(h => IpText.IsV6(h.Gateway)) || item.TryGetProperty("pref", out _);
        IpPrefix prefix;
        if (destination is "default")
        {
            prefix = IpPrefix.Default(isV6);
        }
        else if (!IpPrefix.TryParse(destination, out prefix))
        {
            return null;
        }

        return new NetworkRoute
        {
            Kind = KindOf(item.Text("type")),
            Destination = prefix,
            Gateway = gateway.Length > 0 || hops.Length == 0 ? gateway : hops[0].Gateway,
            Device = item.Text("dev") is { Length: > 0 } device ? device : hops.Length > 0 ? hops[0].Device : "",
            Table = item.Text("table") is { Length: > 0 } table ? table : "main",
            Protocol = item.Text("protocol"),
            Scope = item.Text("scope"),
            Source = item.Text("prefsrc"),
            Metric = item.Number("metric") ?? 0,
            Mtu = Mtu(item),
            Flags = item.Texts("flags"),
            NextHops = hops,
        };
    }

    private static string Gateway(JsonElement item) => item.Text("gateway") is { Length: > 0 } gateway
        ? IpText.Canonical(gateway)
        : item.Object("via") is { } via ? IpText.Canonical(via.Text("host")) : "";

    private static int Mtu(JsonElement item) =>
        item.TryGetProperty("metrics", out var metrics) && metrics.ValueKind == JsonValueKind.Array
            ? metrics.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.Object).Select(m => m.Int("mtu")).FirstOrDefault(m => m > 0)
            : 0;
}
