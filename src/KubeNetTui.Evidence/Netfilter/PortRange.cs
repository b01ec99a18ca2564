using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>Ports from <paramref name="First"/> to <paramref name="Last"/>, both included, 0 to 65535.</summary>
public readonly record struct PortRange(int First, int Last)
{
    public static PortRange All { get; } = new(0, 65535);

    public bool IsSingle => First == Last;

    public static PortRange Of(int port) => new(port, port);

    /// <summary><c>80</c>, <c>1000:2000</c>, <c>:1023</c>, <c>1024:</c>; <c>1000-2000</c> as DNAT writes it. Services by name are not resolved.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        range = default;
        var cut = text.IndexOfAny(':', '-');
        if (cut < 0)
        {
            var one = TryNumber(text, out var port);
            range = Of(port);
            return one;
        }

        int first = 0, last = 65535;
        if ((cut > 0 && !TryNumber(text[..cut], out first)) || (cut + 1 < text.Length && !TryNumber(text[(cut + 1)..], out last)) || text.Length == 1 || first > last)
        {
            return false;
        }

        range = new PortRange(first, last);
        return true;
    }

    public bool Contains(int port) => port >= First && port <= Last;

    public bool Contains(PortRange other) => other.First >= First && other.Last <= Last;

    public bool Overlaps(PortRange other) => other.First <= Last && other.Last >= First;

    public override string ToString() => IsSingle
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}:{Last}");

    private static bool TryNumber(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
}
