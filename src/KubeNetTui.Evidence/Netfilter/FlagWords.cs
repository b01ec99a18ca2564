using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>Lists of words, and marks, as rules write them.</summary>
internal static class FlagWords
{
    public static IReadOnlyList<string> Local { get; } = ["LOCAL"];

    public static bool TryStates(ReadOnlySpan<char> text, out ConnectionStates states)
    {
        states = ConnectionStates.None;
        foreach (var part in text.Split(','))
        {
            var state = text[part] switch
            {
                "NEW" => ConnectionStates.New,
                "ESTABLISHED" => ConnectionStates.Established,
                "RELATED" => ConnectionStates.Related,
                "INVALID" => ConnectionStates.Invalid,
                "UNTRACKED" => ConnectionStates.Untracked,
                "DNAT" => ConnectionStates.Dnat,
                "SNAT" => ConnectionStates.Snat,
                _ => ConnectionStates.None,
            };
            if (state == ConnectionStates.None)
            {
                return false;
            }

            states |= state;
        }

        return true;
    }

    public static bool TryTcp(ReadOnlySpan<char> text, out TcpFlags flags)
    {
        flags = TcpFlags.None;
        foreach (var part in text.Split(','))
        {
            switch (text[part])
            {
                case "FIN": flags |= TcpFlags.Fin; break;
                case "SYN": flags |= TcpFlags.Syn; break;
                case "RST": flags |= TcpFlags.Rst; break;
                case "PSH": flags |= TcpFlags.Psh; break;
                case "ACK": flags |= TcpFlags.Ack; break;
                case "URG": flags |= TcpFlags.Urg; break;
                case "ALL": flags |= (TcpFlags)63; break;
                case "NONE": break;
                default: return false;
            }
        }

        return true;
    }

    /// <summary><c>0x4000/0x4000</c>, <c>0x1</c>, <c>16384</c>; without a mask, all bits.</summary>
    public static bool TryMark(ReadOnlySpan<char> text, out uint value, out uint mask)
    {
        mask = uint.MaxValue;
        var slash = text.IndexOf('/');
        return TryNumber(slash < 0 ? text : text[..slash], out value) && (slash < 0 || TryNumber(text[(slash + 1)..], out mask));
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out uint value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
