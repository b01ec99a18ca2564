namespace KubeNetTui.Terminal;

/// <summary>A rectangle of cells. Column 0, row 0 is the top left of the screen. Width and height are never negative.</summary>
public readonly record struct Rect
{
    public Rect(int x, int y, int width, int height)
    {
        X = x;
        Y = y;
        Width = Math.Max(0, width);
        Height = Math.Max(0, height);
    }

    public int X { get; }

    public int Y { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The first column to the right of the rectangle.</summary>
    public int Right => X + Width;

    /// <summary>The first row below the rectangle.</summary>
    public int Bottom => Y + Height;

    public bool IsEmpty => Width == 0 || Height == 0;

    public bool Contains(int x, int y) => x >= X && x < Right && y >= Y && y < Bottom;

    public Rect Intersect(Rect other)
    {
        var x = Math.Max(X, other.X);
        var y = Math.Max(Y, other.Y);
        return new Rect(x, y, Math.Min(Right, other.Right) - x, Math.Min(Bottom, other.Bottom) - y);
    }

    /// <summary>The same rectangle with a margin taken off; empty, not negative, when the margin is larger than the rectangle.</summary>
    public Rect Inset(int horizontal, int vertical) =>
        new(X + Math.Min(horizontal, Width), Y + Math.Min(vertical, Height), Width - (2 * horizontal), Height - (2 * vertical));

    /// <summary>One row of the rectangle, counted from its top; empty when there is no such row.</summary>
    public Rect Row(int index) => Rows(index, 1);

    /// <summary>Some rows of the rectangle, cut to what there is.</summary>
    public Rect Rows(int first, int count) => new Rect(X, Y + first, Width, count).Intersect(this);

    /// <summary>Some columns of the rectangle, cut to what there is.</summary>
    public Rect Columns(int first, int count) => new Rect(X + first, Y, count, Height).Intersect(this);

    /// <summary>A rectangle of the wanted size in the middle of this one, cut to what there is.</summary>
    public Rect Center(int width, int height)
    {
        var w = Math.Clamp(width, 0, Width);
        var h = Math.Clamp(height, 0, Height);
        return new Rect(X + ((Width - w) / 2), Y + ((Height - h) / 2), w, h);
    }

    /// <summary>Cuts the rectangle into bands from top to bottom, one for each constraint. The bands fill it, and never overlap.</summary>
    public Rect[] SplitRows(params ReadOnlySpan<Constraint> constraints)
    {
        var sizes = Constraint.Share(Height, constraints);
        var parts = new Rect[sizes.Length];
        for (int i = 0, y = Y; i < sizes.Length; y += sizes[i], i++)
        {
            parts[i] = new Rect(X, y, Width, sizes[i]);
        }

        return parts;
    }

    /// <summary>Cuts the rectangle into bands from left to right, one for each constraint. The bands fill it, and never overlap.</summary>
    public Rect[] SplitColumns(params ReadOnlySpan<Constraint> constraints)
    {
        var sizes = Constraint.Share(Width, constraints);
        var parts = new Rect[sizes.Length];
        for (int i = 0, x = X; i < sizes.Length; x += sizes[i], i++)
        {
            parts[i] = new Rect(x, Y, sizes[i], Height);
        }

        return parts;
    }
}
