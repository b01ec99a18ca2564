using KubeNetTui.Terminal;

namespace KubeNetTui.Tests.Screens;

/// <summary>Colours as eyes see them: contrast by WCAG 2, colour blindness by Viénot, Brettel and Mollon (1999), distance in CIE L*a*b*.</summary>
internal static class Colours
{
    public enum Eyes
    {
        All,
        NoGreen,
        NoRed,
    }

    /// <summary>1 to 21.</summary>
    public static double Contrast(Color a, Color b)
    {
        double first = Luminance(Linear(a)), second = Luminance(Linear(b));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    /// <summary>CIE76: 2.3 is just noticeable, 10 is seen at a glance.</summary>
    public static double Distance(Color a, Color b, Eyes eyes)
    {
        (double l1, double a1, double b1) = Lab(Seen(Linear(a), eyes));
        (double l2, double a2, double b2) = Lab(Seen(Linear(b), eyes));
        return Math.Sqrt(((l1 - l2) * (l1 - l2)) + ((a1 - a2) * (a1 - a2)) + ((b1 - b2) * (b1 - b2)));
    }

    private static (double R, double G, double B) Linear(Color color)
    {
        (byte r, byte g, byte b) = color.IsRgb ? color.Parts : color.IsIndexed ? ColorPalette.PartsOf(color.Index) : ((byte)0, (byte)0, (byte)0);
        return (Channel(r), Channel(g), Channel(b));

        static double Channel(byte value)
        {
            double c = value / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }
    }

    private static double Luminance((double R, double G, double B) c) => (0.2126 * c.R) + (0.7152 * c.G) + (0.0722 * c.B);

    private static (double R, double G, double B) Seen((double R, double G, double B) c, Eyes eyes)
    {
        if (eyes == Eyes.All)
        {
            return c;
        }

        double l = (17.8824 * c.R) + (43.5161 * c.G) + (4.11935 * c.B);
        double m = (3.45565 * c.R) + (27.1554 * c.G) + (3.86714 * c.B);
        double s = (0.0299566 * c.R) + (0.184309 * c.G) + (1.46709 * c.B);
        (l, m) = eyes == Eyes.NoRed ? ((2.02344 * m) - (2.52581 * s), m) : (l, (0.494207 * l) + (1.24827 * s));
        return (
            Math.Clamp((0.0809444479 * l) - (0.130504409 * m) + (0.116721066 * s), 0, 1),
            Math.Clamp((-0.0102485335 * l) + (0.0540193266 * m) - (0.113614708 * s), 0, 1),
            Math.Clamp((-0.000365296938 * l) - (0.00412161469 * m) + (0.693511405 * s), 0, 1));
    }

    private static (double L, double A, double B) Lab((double R, double G, double B) c)
    {
        double x = F(((0.4124 * c.R) + (0.3576 * c.G) + (0.1805 * c.B)) / 0.95047);
        double y = F((0.2126 * c.R) + (0.7152 * c.G) + (0.0722 * c.B));
        double z = F(((0.0193 * c.R) + (0.1192 * c.G) + (0.9505 * c.B)) / 1.08883);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));

        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16.0 / 116);
    }
}
