using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>The plain text of <c>ip route</c>: a route a line, <c>nexthop</c> lines indented below a route with several.</summary>
internal static class RouteText
{
    public static RouteTable Parse(string text)
    {
        List<NetworkRoute> routes = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            if (line[0] is ' ' or '\t' && line.TrimStart() is var hop && hop.StartsWith("nexthop ", StringComparison.Ordinal) && routes.Count > 0)
            {
                routes[^1] = WithHop(routes[^1], hop);
            }
            else if (Route(line) is { } route)
            {
                routes.Add(route);
            }
            else
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "a route begins with its type or its destination"));
            }
        }

        return new(routes, failed);
    }

    private static NetworkRoute? Route(ReadOnlySpan<char> line)
    {
        var words = new TextWords(line);
        var first = words.Next();
        var kind = RouteTable.KindOf(first);
        if (kind != RouteKind.Other)
        {
            first = words.Next();
        }
        else
        {
            kind = RouteKind.Unicast;
        }

        var isDefault = first is "default";
        if (!IpPrefix.TryParse(first, out var destination) && !isDefault)
        {
            return null;
        }

        NetworkRoute route = new() { Kind = kind, Destination = destination };
        List<string> flags = [];
        var isV6 = false;
        while (words.MoveNext())
        {
            switch (words.Current)
            {
                case "via":
                    var gateway = words.Next();
                    gateway = gateway is "inet" or "inet6" ? words.Next() : gateway;
                    route = route with { Gateway = IpText.Canonical(gateway.ToString()) };
                    isV6 |= gateway.Contains(':');
                    break;
                case "dev":
                    route = route with { Device = words.Next().ToString() };
                    break;
                case "table":
                    route = route with { Table = words.Next().ToString() };
                    break;
                case "proto":
                    route = route with { Protocol = words.Next().ToString() };
                    break;
                case "scope":
                    route = route with { Scope = words.Next().ToString() };
                    break;
                case "src":
                    route = route with { Source = words.Next().ToString() };
                    break;
                case "metric":
                    _ = long.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var metric);
                    route = route with { Metric = metric };
                    break;
                case "mtu":
                    var mtu = words.Next();
                    mtu = mtu is "lock" ? words.Next() : mtu;
                    _ = int.TryParse(mtu, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes);
                    route = route with { Mtu = bytes };
                    break;
                case "pref":
                    isV6 = true;
                    words.Next();
                    break;
                case "onlink" or "linkdown" or "dead" or "offload" or "pervasive":
                    flags.Add(words.Current.ToString());
                    break;
            }
        }

        return route with { Flags = flags, Destination = isDefault ? IpPrefix.Default(isV6) : destination };
    }

    private static NetworkRoute WithHop(NetworkRoute route, ReadOnlySpan<char> line)
    {
        var (gateway, device, weight) = ("", "", 1);
        var words = new TextWords(line);
        while (words.MoveNext())
        {
            switch (words.Current)
            {
                case "via":
                    var via = words.Next();
                    gateway = IpText.Canonical((via is "inet" or "inet6" ? words.Next() : via).ToString());
                    break;
                case "dev":
                    device = words.Next().ToString();
                    break;
                case "weight":
                    weight = int.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var w) ? w : 1;
                    break;
            }
        }

        var isFirst = route.NextHops.Count == 0;
        return route with
        {
            NextHops = [.. route.NextHops, new NextHop(gateway, device, weight)],
            Gateway = isFirst ? gateway : route.Gateway,
            Device = isFirst ? device : route.Device,
            Destination = route.Destination.IsDefault && IpText.IsV6(gateway) ? IpPrefix.Default(true) : route.Destination,
        };
    }
}
