using System.Globalization;

namespace KubeNetTui.Terminal;

/// <summary>A colour as a terminal knows it: its default, one of the 256 of the palette, or red, green and blue.</summary>
public readonly record struct Color
{
    private const uint KindMask = 0xFF000000;
    private const uint DefaultKind = 0x01000000;
    private const uint IndexedKind = 0x02000000;
    private const uint RgbKind = 0x03000000;
    private readonly uint _value;

    private Color(uint value) => _value = value;

    /// <summary>Not a colour: what lies under it shows. This is <c>default(Color)</c>.</summary>
    public static Color Unset => default;

    /// <summary>The terminal's own foreground or background.</summary>
    public static Color Default => new(DefaultKind);

    public static Color Black => Indexed(0);

    public static Color Red => Indexed(1);

    public static Color Green => Indexed(2);

    public static Color Yellow => Indexed(3);

    public static Color Blue => Indexed(4);

    public static Color Magenta => Indexed(5);

    public static Color Cyan => Indexed(6);

    public static Color White => Indexed(7);

    /// <summary>Bright black, number 8 of the palette.</summary>
    public static Color Gray => Indexed(8);

    public static Color BrightRed => Indexed(9);

    public static Color BrightGreen => Indexed(10);

    public static Color BrightYellow => Indexed(11);

    public static Color BrightBlue => Indexed(12);

    public static Color BrightMagenta => Indexed(13);

    public static Color BrightCyan => Indexed(14);

    public static Color BrightWhite => Indexed(15);

    public bool IsSet => _value != 0;

    public bool IsDefault => _value == DefaultKind;

    public bool IsIndexed => (_value & KindMask) == IndexedKind;

    public bool IsRgb => (_value & KindMask) == RgbKind;

    /// <summary>The number in the palette, when <see cref="IsIndexed"/>.</summary>
    public byte Index => (byte)_value;

    /// <summary>Red, green and blue, when <see cref="IsRgb"/>.</summary>
    public (byte Red, byte Green, byte Blue) Parts => ((byte)(_value >> 16), (byte)(_value >> 8), (byte)_value);

    /// <summary>A colour of the palette: 0–15 are what the person's terminal has set, 16–231 a cube of six steps, 232–255 greys.</summary>
    public static Color Indexed(byte index) => new(IndexedKind | index);

    public static Color Rgb(byte red, byte green, byte blue) => new(RgbKind | ((uint)red << 16) | ((uint)green << 8) | blue);

    /// <summary>
    /// Reads <c>#rrggbb</c>, <c>#rgb</c>, a palette number <c>0</c>–<c>255</c>, <c>default</c>, a palette name (<c>red</c>,
    /// <c>bright-red</c>, <c>gray</c>) or a CSS name (<c>dodgerblue</c>). A name that is both means the palette's colour.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Color color)
    {
        text = text.Trim();
        color = default;
        if (text.IsEmpty)
        {
            return false;
        }

        if (text[0] == '#')
        {
            return TryParseHex(text[1..], out color);
        }

        if (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            color = Indexed(index);
            return true;
        }

        return ColorNames.TryFind(text, out color);
    }

    /// <summary>The nearest colour that a terminal of this depth can show; <see cref="Default"/> where it shows none.</summary>
    public Color Downgrade(ColorDepth depth) => depth switch
    {
        ColorDepth.TrueColor => this,
        ColorDepth.None => IsSet ? Default : this,
        ColorDepth.Palette256 => IsRgb ? Indexed(ColorPalette.NearestOf256(Parts)) : this,
        _ => IsRgb ? Indexed(ColorPalette.NearestOf16(Parts))
            : IsIndexed && Index > 15 ? Indexed(ColorPalette.NearestOf16(ColorPalette.PartsOf(Index)))
            : this,
    };

    public override string ToString()
    {
        if (IsRgb)
        {
            var (r, g, b) = Parts;
            return $"#{r:x2}{g:x2}{b:x2}";
        }

        return IsIndexed ? ColorNames.OfPalette(Index) : IsDefault ? "default" : "unset";
    }

    private static bool TryParseHex(ReadOnlySpan<char> digits, out Color color)
    {
        color = default;
        if (digits.Length is not (3 or 6) || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        if (digits.Length == 3)
        {
            value = (((value >> 8) & 15) * 0x110000) | (((value >> 4) & 15) * 0x1100) | ((value & 15) * 0x11);
        }

        color = new Color(RgbKind | value);
        return true;
    }
}
