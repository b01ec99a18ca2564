namespace KubeNetTui.Evidence;

/// <summary>An address that host-local has given out.</summary>
/// <param name="Network">Name of the CNI network.</param>
/// <param name="Container">The sandbox's id.</param>
public sealed record IpamAddress(string Network, string Address, string Container);

/// <summary>
/// Section <c>cni-ipam</c>: <c>grep -rH .</c> in <c>/var/lib/cni/networks</c>, where host-local has a file for each address it gave out:
/// <c>./cbr0/10.244.1.7:0a1b2c…</c>, and a second line with the interface.
/// </summary>
public sealed class IpamStore(IReadOnlyList<IpamAddress> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyList<IpamAddress> Items { get; } = items;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    public static IpamStore Parse(string text)
    {
        Dictionary<(string, string), string> found = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            var path = line.StartsWith("./", StringComparison.Ordinal) ? line[2..] : line;
            var slash = path.IndexOf('/');
            var colon = path.LastIndexOf(':');
            if (slash <= 0 || colon <= slash)
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "./NETWORK/ADDRESS:CONTAINER was expected"));
                continue;
            }

            var file = path[(slash + 1)..colon];
            if (file.StartsWith("last_reserved_ip", StringComparison.Ordinal) || file is "lock")
            {
                continue;
            }

            if (!IpPrefix.TryParse(file, out _))
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "the file's name is no address"));
                continue;
            }

            // The first line of a file is the container, the next its interface.
            found.TryAdd((path[..slash].ToString(), IpText.Canonical(file.ToString())), path[(colon + 1)..].Trim().ToString());
        }

        return new([.. found.Select(f => new IpamAddress(f.Key.Item1, f.Key.Item2, f.Value))], failed);
    }
}
