using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary><c>sysctl -a</c>: <c>net.ipv4.ip_forward = 1</c>. Interfaces with a dot in their name are written with a slash in its place.</summary>
public sealed class SysctlTable(IReadOnlyDictionary<string, string> values, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyDictionary<string, string> Values { get; } = values;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    /// <summary>Null where it was not among them.</summary>
    public string? Text(string key) => Values.GetValueOrDefault(key);

    public long? Number(string key) =>
        Values.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Two numbers, as <c>net.ipv4.ip_local_port_range</c> has them.</summary>
    public (long Low, long High)? Range(string key)
    {
        if (!Values.TryGetValue(key, out var text))
        {
            return null;
        }

        var words = new TextWords(text);
        return long.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var low)
            && long.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var high)
                ? (low, high)
                : null;
    }

    /// <summary>
    /// A setting of an interface: <c>net.ipv4.conf.cni0.rp_filter</c>. The kernel writes the dot of <c>eth0.100</c> as a slash.
    /// </summary>
    public long? OfInterface(string family, string link, string setting) => Number($"net.{family}.conf.{link.Replace('.', '/')}.{setting}");

    public static SysctlTable Parse(string text)
    {
        Dictionary<string, string> values = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            // procps writes "key = value", busybox the same; -e or -n variants "key=value" are not used.
            var equals = line.IndexOf('=');
            if (equals > 0 && line.StartsWith("sysctl:", StringComparison.Ordinal) is false)
            {
                values[line[..equals].Trim().ToString()] = line[(equals + 1)..].Trim().ToString();
            }
            else
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "KEY = VALUE was expected"));
            }
        }

        return new(values, failed);
    }
}
