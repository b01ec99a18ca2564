namespace KubeNetTui.Terminal;

/// <summary>
/// How much of a length one part wants: a fixed number of cells, or a share of what the fixed parts leave over. Where the length is
/// too short, earlier parts are served first.
/// </summary>
public readonly record struct Constraint
{
    private Constraint(int minimum, int weight)
    {
        Minimum = Math.Max(0, minimum);
        Weight = Math.Max(0, weight);
    }

    /// <summary>Cells that the part gets before anything is shared out.</summary>
    public int Minimum { get; }

    /// <summary>The part's share of the rest, against the weights of the others; 0 for a fixed length.</summary>
    public int Weight { get; }

    public static Constraint Length(int cells) => new(cells, 0);

    public static Constraint Fill(int weight = 1) => new(0, weight);

    /// <summary>At least this many cells, and a share of the rest.</summary>
    public static Constraint Min(int cells, int weight = 1) => new(cells, weight);

    internal static int[] Share(int length, ReadOnlySpan<Constraint> constraints)
    {
        var sizes = new int[constraints.Length];
        var rest = Math.Max(0, length);
        long weights = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Math.Min(constraints[i].Minimum, rest);
            rest -= sizes[i];
            weights += constraints[i].Weight;
        }

        // Each part takes its share of what is left for it and those after it, so that rounding never loses a cell.
        for (var i = 0; i < sizes.Length && weights > 0; i++)
        {
            var share = (int)(rest * (long)constraints[i].Weight / weights);
            sizes[i] += share;
            rest -= share;
            weights -= constraints[i].Weight;
        }

        return sizes;
    }
}
