using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>
/// One file of sysfs for each interface, as <c>grep -H . /sys/class/net/*/FILE</c> prints them. The trap: sysfs shows the network
/// namespace in which it was mounted, which is not always the one that was meant; compare with <see cref="LinkTable"/>.
/// </summary>
public sealed class InterfaceFiles(IReadOnlyDictionary<string, long> values, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    /// <summary>IFF_PROMISC of linux/if.h.</summary>
    public const long PromiscuousFlag = 0x100;

    /// <summary>By interface.</summary>
    public IReadOnlyDictionary<string, long> Values { get; } = values;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    public static InterfaceFiles Parse(string text)
    {
        Dictionary<string, long> values = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            if (TryLine(line, out var name, out var value))
            {
                values[name] = value;
            }
            else
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "/sys/class/net/INTERFACE/FILE:NUMBER was expected"));
            }
        }

        return new(values, failed);
    }

    private static bool TryLine(ReadOnlySpan<char> line, out string name, out long value)
    {
        const string Folder = "/sys/class/net/";
        (name, value) = ("", 0);
        var folder = line.IndexOf(Folder);
        if (folder < 0)
        {
            return false;
        }

        var rest = line[(folder + Folder.Length)..];
        var slash = rest.IndexOf('/');
        var colon = rest.LastIndexOf(':');
        if (slash <= 0 || colon <= slash)
        {
            return false;
        }

        name = rest[..slash].ToString();
        var text = rest[(colon + 1)..].Trim();
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
