using KubeNetTui.Kubernetes;
using KubeNetTui.Panes;

namespace KubeNetTui.App;

/// <summary>
/// Reads a line after the colon: <c>KIND [NAMESPACE] [-A] [-l SELECTOR] [/FILTER]</c>, or one of a few words. Kinds go by plural,
/// singular, short name and <c>plural.group</c>.
/// </summary>
internal static class CommandParser
{
    /// <summary>Words that are no kind, with what they do.</summary>
    public static IReadOnlyList<(string Word, string What)> Words { get; } =
    [
        ("ctx", "contexts; :ctx NAME switches"), ("ns", "namespaces; :ns NAME stays with the kind, in that namespace"),
        ("check", "verify the cluster; :check service/NAMESPACE/NAME verifies that"),
        .. PaneWords.All.Select(p => (p.Word, p.What)),
        ("theme", "another theme"), ("pf", "ports forwarded"), ("footprint", "what was made in the cluster, and which probes were sent"), ("config", "your files, and mistakes in them"), ("help", "keys and commands"), ("q", "leave"),
    ];

    /// <param name="aliases">The person's own words; one may stand for another, a few deep.</param>
    public static AppCommand Parse(string line, ApiCatalog kinds, IReadOnlyDictionary<string, string>? aliases = null)
    {
        var text = Unalias(line.Trim().TrimStart(':').Trim(), aliases, kinds);
        if (text.Length == 0)
        {
            return new AppCommand.Nothing();
        }

        var (word, rest) = Cut(text);
        switch (word.ToLowerInvariant())
        {
            case "q" or "q!" or "quit" or "exit" or "qa" or "wq":
                return new AppCommand.Quit();
            case "help" or "h" or "?":
                return new AppCommand.Help();
            case "ctx" or "context" or "contexts":
                return rest.Length == 0 ? new AppCommand.Contexts() : new AppCommand.SwitchContext(rest);
            case "ns" or "namespace" or "namespaces":
                return rest.Length == 0 ? new AppCommand.Namespaces() : new AppCommand.SwitchNamespace(IsAll(rest) ? null : rest);
            case "config" or "configuration":
                return new AppCommand.Configuration();
            case "pf" or "portforward" or "portforwards" or "port-forwards":
                return new AppCommand.Forwards();
            case "footprint" or "fp":
                return new AppCommand.Footprint();
            case "theme" or "skin":
                return new AppCommand.SwitchTheme(rest);
            case "check" or "verify":
                return new AppCommand.Check(rest);
            case "cluster" when rest.Length == 0:
                return new AppCommand.Check("");
            case var pane when PaneWords.Find(pane) is not null:
                return new AppCommand.Pane(pane, rest);
            default:
                return Find(word, kinds) is { } resource ? List(resource, rest) : new AppCommand.Unknown(word, Near(word, kinds));
        }
    }

    /// <summary>What stands behind an alias, with the rest of the line after it. k9s writes kinds as <c>apps/v1/deployments</c>.</summary>
    private static string Unalias(string text, IReadOnlyDictionary<string, string>? aliases, ApiCatalog kinds)
    {
        for (var depth = 0; depth < 4 && aliases is { Count: > 0 }; depth++)
        {
            var (word, rest) = Cut(text);
            if (!aliases.TryGetValue(word, out var command))
            {
                break;
            }

            var (kind, more) = Cut(command.Trim());
            if (kind.Split('/') is { Length: 2 or 3 } parts && kinds.Find(parts is [var group, _, var plural] ? $"{plural}.{group}" : parts[^1]) is { } resource)
            {
                kind = resource.FullName;
            }

            text = string.Join(' ', new[] { kind, more, rest }.Where(t => t.Length > 0));
        }

        return text;
    }

    /// <summary>Short forms that the API has no short name for but hands know.</summary>
    internal static ApiResource? Find(string word, ApiCatalog kinds) =>
        kinds.Find(word) ?? word.ToLowerInvariant() switch
        {
            "eps" or "es" => kinds.Find("endpointslices"),
            "dp" => kinds.Find("deployments"),
            _ => null,
        };

    private static AppCommand.List List(ApiResource resource, string rest)
    {
        string? scope = null;
        var all = false;
        var filter = "";
        while (rest.Length > 0)
        {
            if (rest[0] == '/')
            {
                filter = rest[1..];
                break;
            }

            if (rest.StartsWith("-l", StringComparison.Ordinal) || rest.StartsWith("-f ", StringComparison.Ordinal))
            {
                filter = rest;
                break;
            }

            (var word, rest) = Cut(rest);
            all |= word is "-A" or "--all-namespaces" || (scope is null && IsAll(word));
            scope ??= word.StartsWith('-') || IsAll(word) ? null : word.TrimStart('@');
        }

        return new AppCommand.List(resource, scope, all, filter);
    }

    private static bool IsAll(string word) => word is "all" or "*" or "-A";

    private static (string Word, string After) Cut(string text)
    {
        var space = text.IndexOf(' ');
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..].Trim());
    }

    /// <summary>Names that differ from the word by a letter or two, or begin as it does; the nearest first.</summary>
    private static List<string> Near(string word, ApiCatalog kinds)
    {
        var names = kinds.Resources.SelectMany(r => (string[])[r.Plural, .. r.ShortNames]).Concat(Words.Select(w => w.Word)).Distinct();
        return
        [
            .. names.Select(n => (Name: n, Distance: n.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word.ToLowerInvariant(), n)))
                .Where(n => n.Distance <= Math.Max(1, word.Length / 3))
                .OrderBy(n => n.Distance).ThenBy(n => n.Name.Length).ThenBy(n => n.Name, StringComparer.Ordinal)
                .Take(4).Select(n => n.Name),
        ];
    }

    /// <summary>Letters to put in, take out, change or swap (optimal string alignment).</summary>
    internal static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var change = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(change, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
