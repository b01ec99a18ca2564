namespace KubeNetTui.Terminal;

/// <summary>
/// How a cell looks. A colour that is not set (<see cref="Color.Unset"/>) shows what is already there, so that a style can be laid over
/// another: <c>row.Merge(cell)</c>.
/// </summary>
public readonly record struct Style(Color Foreground, Color Background, TextAttributes Attributes = TextAttributes.None)
{
    /// <summary>Changes nothing when laid over another style.</summary>
    public static Style Plain => default;

    public static Style Fg(Color color) => new(color, Color.Unset);

    public static Style Bg(Color color) => new(Color.Unset, color);

    public Style WithForeground(Color color) => this with { Foreground = color };

    public Style WithBackground(Color color) => this with { Background = color };

    public Style Bold() => With(TextAttributes.Bold);

    public Style Dim() => With(TextAttributes.Dim);

    public Style Italic() => With(TextAttributes.Italic);

    public Style Underline() => With(TextAttributes.Underline);

    public Style Reverse() => With(TextAttributes.Reverse);

    public Style Strike() => With(TextAttributes.Strike);

    public Style With(TextAttributes attributes) => this with { Attributes = Attributes | attributes };

    public Style Without(TextAttributes attributes) => this with { Attributes = Attributes & ~attributes };

    /// <summary>Lays another style over this one: its colours where they are set, the attributes of both.</summary>
    public Style Merge(Style over) => new(
        over.Foreground.IsSet ? over.Foreground : Foreground,
        over.Background.IsSet ? over.Background : Background,
        Attributes | over.Attributes);
}
