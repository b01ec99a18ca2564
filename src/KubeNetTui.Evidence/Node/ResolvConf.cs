using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary><c>/etc/resolv.conf</c>, see resolv.conf(5): how a resolver asks.</summary>
public sealed class ResolvConf
{
    /// <summary>glibc asks the first three; musl too.</summary>
    public const int MostNameservers = 3;

    /// <summary>In the order in which they are asked; canonical.</summary>
    public IReadOnlyList<string> Nameservers { get; init; } = [];

    /// <summary>Suffixes tried for names with fewer dots than <see cref="Ndots"/>; the last <c>search</c> or <c>domain</c> line counts.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>As written: <c>ndots:5</c>, <c>edns0</c>, <c>rotate</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; init; } = [];

    /// <summary>Dots from which on a name is asked as it is first; 1 unless set, at most 15.</summary>
    public int Ndots => Math.Clamp(Option("ndots") ?? 1, 0, 15);

    /// <summary>Seconds before the next server is asked; 5 unless set, at most 30.</summary>
    public int Timeout => Math.Clamp(Option("timeout") ?? 5, 1, 30);

    /// <summary>Rounds over the servers; 2 unless set, at most 5.</summary>
    public int Attempts => Math.Clamp(Option("attempts") ?? 2, 1, 5);

    /// <summary>Asks a server on this very host: in a pod, the pod itself. The classic is systemd-resolved's stub, 127.0.0.53.</summary>
    public IEnumerable<string> LoopbackNameservers => Nameservers.Where(n => IpText.IsLoopback(n));

    public static ResolvConf Parse(string text)
    {
        List<string> servers = [], options = [];
        List<string> search = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            var words = new TextWords(line);
            var key = words.Next();
            if (key.IsEmpty || key[0] is '#' or ';')
            {
                continue;
            }

            switch (key)
            {
                case "nameserver" when IpPrefix.TryParse(WithoutZone(words.Next()), out _):
                    servers.Add(IpText.Canonical(words.Current.ToString()));
                    break;
                case "search":
                    search = Rest(ref words);
                    break;
                case "domain":
                    search = [words.Next().ToString()];
                    break;
                case "options":
                    options.AddRange(Rest(ref words));
                    break;
                case "sortlist" or "lookup" or "family":
                    break;
                default:
                    failed.Add(NotUnderstoodLine.Of(number, line, "nameserver, search, domain, options were expected"));
                    break;
            }
        }

        return new() { Nameservers = servers, Search = search, Options = options, NotUnderstood = failed };
    }

    private int? Option(string name)
    {
        foreach (var option in Options)
        {
            if (option.Length > name.Length + 1 && option.StartsWith(name, StringComparison.Ordinal) && option[name.Length] == ':'
                && int.TryParse(option.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> WithoutZone(ReadOnlySpan<char> word) => word.IndexOf('%') is >= 0 and var zone ? word[..zone] : word;

    private static List<string> Rest(ref TextWords words)
    {
        List<string> rest = [];
        while (words.MoveNext())
        {
            rest.Add(words.Current.ToString());
        }

        return rest;
    }
}
