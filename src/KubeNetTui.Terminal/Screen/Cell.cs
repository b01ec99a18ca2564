using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>
/// One place on the screen: a grapheme cluster and its style. A character of two columns fills two cells: the first holds it, the
/// second (<see cref="IsContinuation"/>) only the style. <c>default(Cell)</c> is a space in the terminal's own colours.
/// </summary>
public readonly struct Cell : IEquatable<Cell>
{
    private const int RuneMask = 0x1FFFFF;
    private const int WideFlag = 1 << 24;
    private const int ContinuationFlag = 1 << 25;
    private readonly string? _cluster;
    private readonly int _packed; // rune in 21 bits (0 for a space), then the flags

    private Cell(string? cluster, int packed, Style style)
    {
        _cluster = cluster;
        _packed = packed;
        Style = style;
    }

    public Style Style { get; }

    /// <summary>2 for the first cell of a wide character, 0 for its second, else 1.</summary>
    public int Width => (_packed & WideFlag) != 0 ? 2 : IsContinuation ? 0 : 1;

    public bool IsContinuation => (_packed & ContinuationFlag) != 0;

    /// <summary>A space; also true of a space whose style paints it.</summary>
    public bool IsBlank => _packed == 0 && _cluster is null;

    /// <summary>The cluster, where it is more than one code point; else null, and <see cref="Rune"/> is the whole text.</summary>
    public string? Cluster => _cluster;

    public Rune Rune => new((_packed & RuneMask) == 0 ? ' ' : _packed & RuneMask);

    /// <summary>What is written to the terminal for this cell; empty for a continuation.</summary>
    public string Text => IsContinuation ? "" : _cluster ?? Rune.ToString();

    internal static Cell Of(Rune rune, int width, Style style) =>
        new(null, (rune.Value == ' ' ? 0 : rune.Value) | (width == 2 ? WideFlag : 0), style);

    internal static Cell Of(string cluster, int width, Style style) => new(cluster, width == 2 ? WideFlag : 0, style);

    internal static Cell Continuation(Style style) => new(null, ContinuationFlag, style);

    internal static Cell Blank(Style style) => new(null, 0, style);

    internal Cell WithStyle(Style style) => new(_cluster, _packed, style);

    public bool Equals(Cell other) =>
        _packed == other._packed && Style == other.Style && string.Equals(_cluster, other._cluster, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is Cell other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_cluster, _packed, Style);

    public static bool operator ==(Cell left, Cell right) => left.Equals(right);

    public static bool operator !=(Cell left, Cell right) => !left.Equals(right);
}
