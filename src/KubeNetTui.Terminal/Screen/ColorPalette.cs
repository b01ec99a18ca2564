namespace KubeNetTui.Terminal;

/// <summary>The usual values of the 256 colours. A person's terminal may show 0–15 otherwise, so they are used for nearness only.</summary>
internal static class ColorPalette
{
    private static ReadOnlySpan<byte> CubeSteps => [0, 95, 135, 175, 215, 255];

    // xterm's defaults.
    private static ReadOnlySpan<uint> Basic =>
    [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ];

    public static (byte Red, byte Green, byte Blue) PartsOf(byte index)
    {
        if (index < 16)
        {
            var value = Basic[index];
            return ((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        }

        if (index >= 232)
        {
            var grey = (byte)(8 + ((index - 232) * 10));
            return (grey, grey, grey);
        }

        var cube = index - 16;
        return (CubeSteps[cube / 36], CubeSteps[cube / 6 % 6], CubeSteps[cube % 6]);
    }

    public static byte NearestOf256((byte Red, byte Green, byte Blue) parts) => Nearest(parts, 16, 255);

    public static byte NearestOf16((byte Red, byte Green, byte Blue) parts) => Nearest(parts, 0, 15);

    private static byte Nearest((byte Red, byte Green, byte Blue) parts, int first, int last)
    {
        var best = first;
        var bestDistance = int.MaxValue;
        for (var i = first; i <= last; i++)
        {
            var candidate = PartsOf((byte)i);
            var distance = Distance(parts, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (i, distance);
            }
        }

        return (byte)best;
    }

    // "Redmean": weighs the channels by how the eye sees them, which keeps a dark blue from turning into black.
    private static int Distance((byte Red, byte Green, byte Blue) a, (byte Red, byte Green, byte Blue) b)
    {
        var mean = (a.Red + b.Red) / 2;
        int r = a.Red - b.Red, g = a.Green - b.Green, blue = a.Blue - b.Blue;
        return (((512 + mean) * r * r) >> 8) + (4 * g * g) + (((767 - mean) * blue * blue) >> 8);
    }
}
