namespace KubeNetTui.Evidence;

/// <summary>One entry of the neighbour (ARP, NDP) table.</summary>
/// <param name="Address">Canonical.</param>
/// <param name="Mac">Lower case; "" where the kernel has none (FAILED, INCOMPLETE).</param>
/// <param name="States"><c>REACHABLE</c>, <c>STALE</c> (was fine, not asked lately), <c>PERMANENT</c> (written by somebody), <c>FAILED</c>, …</param>
public sealed record Neighbour(string Address, string Device, string Mac, IReadOnlyList<string> States)
{
    /// <summary>The kernel asked and nobody answered, or asks just now.</summary>
    public bool IsUnanswered => States.Contains("FAILED") || (States.Contains("INCOMPLETE") && Mac.Length == 0);

    /// <summary>Somebody wrote it: the kernel never asks whether it is true.</summary>
    public bool IsPermanent => States.Contains("PERMANENT");

    public override string ToString() =>
        $"{Address} dev {Device}{(Mac.Length > 0 ? " lladdr " + Mac : "")} {string.Join(',', States)}";
}

public sealed class NeighbourTable(IReadOnlyList<Neighbour> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    private readonly Lazy<ILookup<string, Neighbour>> _byAddress = new(() => items.ToLookup(n => n.Address));

    public IReadOnlyList<Neighbour> Items { get; } = items;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    /// <summary>Entries of an address, one an interface as a rule.</summary>
    public IEnumerable<Neighbour> Find(string address) => _byAddress.Value[IpText.Canonical(address)];

    /// <summary><c>ip -j neigh</c>.</summary>
    public static NeighbourTable ParseJson(string text)
    {
        List<Neighbour> neighbours = [];
        var failed = JsonItems.Read(text, item =>
        {
            var address = item.Text("dst");
            if (address.Length == 0)
            {
                return "no dst";
            }

            neighbours.Add(new(IpText.Canonical(address), item.Text("dev"), item.Text("lladdr").ToLowerInvariant(), item.Texts("state")));
            return null;
        });
        return new(neighbours, failed);
    }

    /// <summary><c>ip neigh</c>: <c>10.244.0.5 dev cni0 lladdr d6:bc:b1:e1:ee:d4 STALE</c>; or <c>/proc/net/arp</c>.</summary>
    public static NeighbourTable ParseText(string text)
    {
        List<Neighbour> neighbours = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            var words = new TextWords(line);
            var address = words.Next();
            if (address.IsEmpty || line.StartsWith("IP address", StringComparison.Ordinal))
            {
                continue;
            }

            if (!IpPrefix.TryParse(address, out _))
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "a neighbour begins with its address"));
                continue;
            }

            neighbours.Add(words.Rest.StartsWith("0x", StringComparison.Ordinal) ? Arp(address, words) : Of(address, words));
        }

        return new(neighbours, failed);
    }

    private static Neighbour Of(ReadOnlySpan<char> address, TextWords words)
    {
        var (device, mac) = ("", "");
        List<string> states = [];
        while (words.MoveNext())
        {
            switch (words.Current)
            {
                case "dev":
                    device = words.Next().ToString();
                    break;
                case "lladdr":
                    mac = words.Next().ToString().ToLowerInvariant();
                    break;
                case "ref" or "probes" or "proto" or "nhid":
                    words.Next();
                    break;
                case "used":
                    // used 12/5/3
                    words.Next();
                    break;
                case "router" or "proxy" or "extern_learn" or "offload":
                    break;
                default:
                    states.Add(words.Current.ToString());
                    break;
            }
        }

        return new(IpText.Canonical(address.ToString()), device, mac, states);
    }

    // IP address, HW type, Flags (2 complete, 4 permanent), HW address, Mask, Device.
    private static Neighbour Arp(ReadOnlySpan<char> address, TextWords words)
    {
        words.Next();
        var flags = words.Next().ToString();
        var mac = words.Next().ToString().ToLowerInvariant();
        words.Next();
        var device = words.Next().ToString();
        string state = flags switch { "0x0" => "INCOMPLETE", "0x6" or "0x4" => "PERMANENT", _ => "REACHABLE" };
        return new(address.ToString(), device, mac is "00:00:00:00:00:00" ? "" : mac, [state]);
    }
}
