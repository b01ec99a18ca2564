using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>
/// Counters of the connection tracker since boot, summed over processors: <c>conntrack -S</c>, or <c>/proc/net/stat/nf_conntrack</c>.
/// </summary>
/// <param name="Entries">In the table now; null where the tool does not say (<c>conntrack -S</c>).</param>
/// <param name="InsertFailed">A connection lost the race to insert an entry with the same tuple: classic with DNS over UDP from one socket.</param>
/// <param name="Drop">Packets dropped because no entry could be made: the table was full, or memory.</param>
/// <param name="EarlyDrop">Entries thrown out to make room in a full table.</param>
/// <param name="Invalid">Packets that fit no connection.</param>
/// <param name="ClashResolve">Races that ended well (kernel 5.10 and later count them here rather than in InsertFailed).</param>
public sealed record ConntrackStats(long? Entries, long InsertFailed, long Drop, long EarlyDrop, long Invalid, long SearchRestart, long ClashResolve)
{
    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; init; } = [];

    /// <summary>How many processors it was counted on; 0: nothing was understood.</summary>
    public int Processors { get; init; }

    /// <summary><c>cpu=0 found=0 invalid=52 insert=0 insert_failed=0 drop=0 …</c>, decimal.</summary>
    public static ConntrackStats ParseTool(string text)
    {
        List<NotUnderstoodLine> failed = [];
        Dictionary<string, long> sums = [];
        var (number, processors) = (0, 0);
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            var words = new TextWords(line);
            if (words.Next() is not ['c', 'p', 'u', '=', ..])
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "cpu=N was expected"));
                continue;
            }

            processors++;
            while (words.MoveNext())
            {
                var equals = words.Current.IndexOf('=');
                if (equals > 0 && long.TryParse(words.Current[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                {
                    Add(sums, words.Current[..equals].ToString(), value);
                }
            }
        }

        return Of(sums, null, processors, failed);
    }

    /// <summary>A header line, then a line of hexadecimal numbers for each processor; <c>entries</c> is the same total in each.</summary>
    public static ConntrackStats ParseProc(string text)
    {
        List<NotUnderstoodLine> failed = [];
        Dictionary<string, long> sums = [];
        List<string> columns = [];
        long? entries = null;
        var (number, processors) = (0, 0);
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            var words = new TextWords(line);
            if (columns.Count == 0)
            {
                while (words.MoveNext())
                {
                    columns.Add(words.Current.ToString());
                }

                continue;
            }

            var column = 0;
            while (words.MoveNext())
            {
                if (column >= columns.Count || !long.TryParse(words.Current, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                {
                    failed.Add(NotUnderstoodLine.Of(number, line, "hexadecimal numbers below the header were expected"));
                    break;
                }

                if (columns[column] == "entries")
                {
                    entries = value;
                }
                else
                {
                    Add(sums, columns[column], value);
                }

                column++;
            }

            processors++;
        }

        return Of(sums, entries, columns.Contains("insert_failed") ? processors : 0, failed);
    }

    private static void Add(Dictionary<string, long> sums, string key, long value) => sums[key] = unchecked(sums.GetValueOrDefault(key) + value);

    private static ConntrackStats Of(Dictionary<string, long> sums, long? entries, int processors, List<NotUnderstoodLine> failed)
    {
        long Sum(string key) => sums.GetValueOrDefault(key);
        return new(entries, Sum("insert_failed"), Sum("drop"), Sum("early_drop"), Sum("invalid"), Sum("search_restart"), Sum("clash_resolve") + Sum("clashres"))
        {
            Processors = processors, NotUnderstood = failed,
        };
    }
}
