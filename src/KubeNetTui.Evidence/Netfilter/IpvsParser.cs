using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>Lines of <c>ipvsadm -Ln</c> (ipvsadm.c, print_service_entry).</summary>
internal sealed class IpvsParser(bool isHex)
{
    private readonly List<Building> _services = [];
    private readonly List<NotUnderstoodLine> _notUnderstood = [];
    private bool _hasHeader;
    private bool _isStats;

    public static IpvsTable Parse(string text, bool isHex)
    {
        var parser = new IpvsParser(isHex);
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            parser.Line(++number, line.Trim());
        }

        return new IpvsTable([.. parser._services.Select(s => s.Service with { Destinations = s.Destinations })], parser._hasHeader, parser._notUnderstood);
    }

    private void Line(int number, ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line.StartsWith("IP Virtual Server", StringComparison.Ordinal))
        {
            _hasHeader |= !line.IsEmpty;
            return;
        }

        List<string> words = [.. line.ToString().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)];
        switch (words[0])
        {
            case "Prot":
                _hasHeader = true;
                _isStats = words.Contains("Conns") || words.Contains("CPS");
                break;
            case "->" when words.Count > 1 && words[1] == "RemoteAddress:Port":
                break;
            case "->":
                Destination(number, line, words);
                break;
            case "TCP" or "UDP" or "SCTP" or "FWM":
                Service(number, line, words);
                break;
            default:
                Reject(number, line, "neither a virtual nor a real server");
                break;
        }
    }

    private void Service(int number, ReadOnlySpan<char> line, List<string> words)
    {
        var protocol = words[0].ToLowerInvariant();
        Ip? address = null;
        var port = 0;
        if (words.Count < 2 || (protocol == "fwm" ? !Number(words[1], out port) : !TryAddress(words[1], out address, out port)))
        {
            Reject(number, line, "a virtual server without an address and a port");
            return;
        }

        // A mark is printed with the family behind it: "FWM  1 IPv6 rr".
        var rest = words.Skip(protocol == "fwm" && words.ElementAtOrDefault(2) == "IPv6" ? 3 : 2).ToList();
        var stats = _isStats ? Stats(rest) : null;
        _services.Add(new Building(new IpvsService(
            protocol, address, port, _isStats ? "" : rest.ElementAtOrDefault(0) ?? "", _isStats ? "" : string.Join(' ', rest.Skip(1)), stats, number, [])));
    }

    private void Destination(int number, ReadOnlySpan<char> line, List<string> words)
    {
        if (_services.Count == 0 || words.Count < 2 || !TryAddress(words[1], out var address, out var port))
        {
            Reject(number, line, _services.Count == 0 ? "a real server of no virtual server" : "a real server without an address and a port");
            return;
        }

        var rest = words.Skip(2).ToList();
        var destination = new IpvsDestination(address!.Value, port, "", null, null, null, null, number);
        if (_isStats)
        {
            destination = destination with { Stats = Stats(rest) };
        }
        else if (rest.Count >= 4 && Number(rest[1], out var weight) && Number(rest[2], out var active) && Number(rest[3], out var inactive))
        {
            destination = destination with { Forward = rest[0], Weight = weight, ActiveConnections = active, InactiveConnections = inactive };
        }
        else
        {
            Reject(number, line, "a real server without its weight and connections");
        }

        _services[^1].Destinations.Add(destination);
    }

    private bool TryAddress(string text, out Ip? address, out int port)
    {
        // 10.96.0.1:443, [fd00::1]:443; in /proc 0A600001:01BB, [fd00:0000:…]:01BB
        var colon = text.LastIndexOf(':');
        (address, port) = (null, 0);
        if (colon <= 0)
        {
            return false;
        }

        var host = text.AsSpan(0, colon).TrimStart('[').TrimEnd(']');
        address = isHex && host.Length == 8 && uint.TryParse(host, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new Ip(value, false)
            : Ip.Parse(host);
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return address is not null && int.TryParse(text.AsSpan(colon + 1), style, CultureInfo.InvariantCulture, out port) && port is >= 0 and <= 65535;
    }

    private static IpvsStats? Stats(List<string> words)
    {
        Span<long> numbers = stackalloc long[5];
        for (var i = 0; i < 5; i++)
        {
            if (i >= words.Count || !Large(words[i], out numbers[i]))
            {
                return null;
            }
        }

        return new IpvsStats(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    /// <summary><c>1234</c>, <c>1234K</c>, <c>12M</c>: print_largenum rounds to these once a number has nine digits.</summary>
    private static bool Large(string text, out long value)
    {
        var factor = text[^1] switch { 'K' => 1000L, 'M' => 1_000_000L, 'G' => 1_000_000_000L, 'T' => 1_000_000_000_000L, _ => 1L };
        var isNumber = long.TryParse(factor == 1 ? text : text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out value);
        value = value > long.MaxValue / factor ? long.MaxValue : value * factor;
        return isNumber;
    }

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private void Reject(int number, ReadOnlySpan<char> line, string why) => _notUnderstood.Add(NotUnderstoodLine.Of(number, line, why));

    private sealed class Building(IpvsService service)
    {
        public IpvsService Service { get; } = service;

        public List<IpvsDestination> Destinations { get; } = [];
    }
}
