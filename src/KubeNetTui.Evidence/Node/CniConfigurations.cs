using System.Text;
using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>One plugin of a CNI configuration list.</summary>
/// <param name="Type">The program in the CNI's bin folder: <c>bridge</c>, <c>calico</c>, <c>portmap</c>, …</param>
public sealed record CniPlugin(string Type)
{
    /// <summary>Of plugin <c>bridge</c>; "" not said (then it is cni0).</summary>
    public string Bridge { get; init; } = "";

    /// <summary>0: not said; then as the plugin finds fit.</summary>
    public int Mtu { get; init; }

    /// <summary>Null: not said, which means no.</summary>
    public bool? HairpinMode { get; init; }

    public bool? PromiscMode { get; init; }

    /// <summary><c>host-local</c>, <c>calico-ipam</c>, <c>dhcp</c>, …; "" none.</summary>
    public string IpamType { get; init; } = "";

    /// <summary>Where host-local keeps its store; "" the usual <c>/var/lib/cni/networks</c>.</summary>
    public string IpamFolder { get; init; } = "";

    /// <summary>Of host-local: the ranges that addresses are taken from.</summary>
    public IReadOnlyList<CniRange> Ranges { get; init; } = [];

    /// <summary>A plugin that another one calls (flannel calls bridge); null none.</summary>
    public CniPlugin? Delegate { get; init; }
}

/// <param name="First">First address that it gives out; "" the subnet's second.</param>
/// <param name="Last">"" the subnet's last but one.</param>
/// <param name="Gateway">Never given out; "" the subnet's first.</param>
public sealed record CniRange(IpPrefix Subnet, string First, string Last, string Gateway)
{
    /// <summary>How many addresses pods can have.</summary>
    public double Size
    {
        get
        {
            // Without the network's own address, the gateway, and of IPv4 the broadcast.
            if (First.Length == 0 && Last.Length == 0)
            {
                return Math.Max(0, Subnet.Count - (Subnet.IsV6 ? 2 : 3));
            }

            var first = First.Length > 0 ? Offset(First) : 1;
            var last = Last.Length > 0 ? Offset(Last) : Subnet.Count - 2;
            var gateway = Gateway.Length > 0 ? Offset(Gateway) : 1;
            return Math.Max(0, last - first + 1 - (gateway >= first && gateway <= last ? 1 : 0));
        }
    }

    private double Offset(string address) => IpPrefix.TryParse(address, out var one) ? one.OffsetIn(Subnet) : 1;
}

/// <summary>A file of <c>/etc/cni/net.d</c>.</summary>
/// <param name="File">Its path.</param>
/// <param name="Name">Of the network; host-local keeps its store under it.</param>
/// <param name="Problem">Why it is no configuration: the JSON's error; "" when it is.</param>
public sealed record CniConfiguration(string File, string Name, string Version, IReadOnlyList<CniPlugin> Plugins, string Problem = "")
{
    /// <summary>Every plugin it names, those called by others too: each must be installed.</summary>
    public IEnumerable<string> Programs => Plugins.SelectMany(Programs0).Distinct();

    private static IEnumerable<string> Programs0(CniPlugin plugin) =>
        [plugin.Type, .. plugin.IpamType.Length > 0 ? (string[])[plugin.IpamType] : [], .. plugin.Delegate is { } inner ? Programs0(inner) : []];
}

/// <summary>Section <c>cni-config</c>: each file after a line <c># PATH</c>.</summary>
public sealed class CniConfigurations(IReadOnlyList<CniConfiguration> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<CniConfiguration> Items { get; } = [.. items.OrderBy(c => c.File, StringComparer.Ordinal)];

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    /// <summary>
    /// The one in force: containerd and CRI-O take the first file by name that is a valid configuration. Null: none.
    /// </summary>
    public CniConfiguration? Active => Items.FirstOrDefault(c => c.Problem.Length == 0 && c.Plugins.Count > 0);

    public static CniConfigurations Parse(string text)
    {
        List<CniConfiguration> files = [];
        List<NotUnderstoodLine> failed = [];
        var (path, start) = ("", 0);
        var (number, offset) = (0, 0);
        foreach (var line in new TextLines(text))
        {
            number++;
            text.AsSpan().Overlaps(line, out var at);
            offset = line.IsEmpty ? offset : at;
            if (line.StartsWith("# /", StringComparison.Ordinal))
            {
                Add(files, path, text.AsSpan(start, offset - start));
                (path, start) = (line[2..].Trim().ToString(), offset + line.Length);
            }
            else if (path.Length == 0 && !line.IsWhiteSpace())
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "a line with the file's path was expected first"));
            }
        }

        Add(files, path, text.AsSpan(Math.Min(start, text.Length)));
        return new(files, failed);
    }

    private static void Add(List<CniConfiguration> files, string path, ReadOnlySpan<char> text)
    {
        if (path.Length == 0)
        {
            return;
        }

        try
        {
            // From bytes: half a surrogate pair becomes U+FFFD instead of an exception.
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text.ToString()), new JsonDocumentOptions { MaxDepth = 32 });
            var root = json.RootElement;
            files.Add(root.ValueKind == JsonValueKind.Object
                ? new(path, root.Text("name"), root.Text("cniVersion"), Plugins(root))
                : new(path, "", "", [], "no JSON object"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            files.Add(new(path, "", "", [], text.IsWhiteSpace() ? "the file is empty" : e.Message));
        }
    }

    // A list has "plugins"; a single configuration is the plugin itself.
    private static IReadOnlyList<CniPlugin> Plugins(JsonElement root) => root.TryGetProperty("plugins", out _)
        ? [.. root.Objects("plugins").Select(p => Plugin(p, 0)).OfType<CniPlugin>()]
        : Plugin(root, 0) is { } one ? [one] : [];

    private static CniPlugin? Plugin(JsonElement item, int depth)
    {
        var type = item.Text("type");
        if (type.Length == 0 && depth == 0)
        {
            return null;
        }

        var ipam = item.Object("ipam");
        return new CniPlugin(type.Length > 0 ? type : "bridge")
        {
            Bridge = item.Text("bridge"),
            Mtu = item.Int("mtu"),
            HairpinMode = item.IsOn("hairpinMode"),
            PromiscMode = item.IsOn("promiscMode"),
            IpamType = ipam?.Text("type") ?? "",
            IpamFolder = ipam?.Text("dataDir") ?? "",
            Ranges = ipam is { } i ? [.. Ranges(i)] : [],
            Delegate = depth < 3 && item.Object("delegate") is { } inner ? Plugin(inner, depth + 1) : null,
        };
    }

    private static IEnumerable<CniRange> Ranges(JsonElement ipam)
    {
        if (Range(ipam) is { } old)
        {
            yield return old;
        }

        if (ipam.TryGetProperty("ranges", out var sets) && sets.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in sets.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.Array).SelectMany(s => s.EnumerateArray()))
            {
                if (item.ValueKind == JsonValueKind.Object && Range(item) is { } range)
                {
                    yield return range;
                }
            }
        }
    }

    private static CniRange? Range(JsonElement item) => IpPrefix.TryParse(item.Text("subnet"), out var subnet)
        ? new(subnet, item.Text("rangeStart"), item.Text("rangeEnd"), item.Text("gateway"))
        : null;
}
