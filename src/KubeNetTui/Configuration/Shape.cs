namespace KubeNetTui.Configuration;

/// <summary>
/// What a value in a configuration file may be, as data. Reading, the messages about mistakes, the JSON schemas and docs/config.md are
/// made from it, so that none can disagree.
/// </summary>
internal abstract record Shape
{
    public static ScalarShape Text { get; } = new(ScalarKind.Text);
    public static ScalarShape Flag { get; } = new(ScalarKind.Flag);
    public static ScalarShape Key { get; } = new(ScalarKind.Key);
    public static ScalarShape Color { get; } = new(ScalarKind.Color);

    public static ScalarShape Number(int least, int most) => new(ScalarKind.Number) { Least = least, Most = most };

    public static ScalarShape OneOf(params IReadOnlyList<string> words) => new(ScalarKind.Text) { Allowed = words };

    public static ListShape List(Shape item) => new(item);

    public static MapShape Map(string key, Shape value) => new(key, value);

    public static ObjectShape Object(params IReadOnlyList<Member> members) => new(members);

    /// <summary>For messages and docs: <c>true or false</c>, <c>a list of texts</c>.</summary>
    public abstract string Words { get; }
}

internal enum ScalarKind
{
    Text,
    Flag,
    Number,

    /// <summary>A key of the keyboard, <c>ctrl-r</c> or k9s's <c>Ctrl-R</c>.</summary>
    Key,

    /// <summary><c>#rrggbb</c>, a number of the palette, a name.</summary>
    Color,
}

/// <param name="Kind">What the text must be.</param>
internal sealed record ScalarShape(ScalarKind Kind) : Shape
{
    /// <summary>The only words there are; empty: any.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    public int Least { get; init; } = int.MinValue;
    public int Most { get; init; } = int.MaxValue;

    public override string Words => Kind switch
    {
        _ when Allowed.Count > 0 => $"one of {string.Join(", ", Allowed)}",
        ScalarKind.Flag => "true or false",
        ScalarKind.Number => $"a number from {Least} to {Most}",
        ScalarKind.Key => "a key like ctrl-r, shift-a, f5, G",
        ScalarKind.Color => "a colour: #rrggbb, 0-255, or a name",
        _ => "a text",
    };
}

internal sealed record ListShape(Shape Item) : Shape
{
    public override string Words => $"a list, each {Item.Words}";
}

/// <summary>Members of any name, all of one shape.</summary>
/// <param name="KeyName">What the names are: <c>alias</c>.</param>
internal sealed record MapShape(string KeyName, Shape Value) : Shape
{
    public override string Words => $"a map from {KeyName} to {Value.Words}";
}

/// <summary>Members that are named here.</summary>
internal sealed record ObjectShape(IReadOnlyList<Member> Members) : Shape
{
    /// <summary>Other members are somebody else's business (another version of k9s) and passed over without a word.</summary>
    public bool IsOpen { get; init; }

    public override string Words => $"a map with {string.Join(", ", Members.Select(m => m.Name))}";

    public Member? Find(string name) => Members.FirstOrDefault(m => m.Name == name);
}

/// <param name="Help">A sentence for the docs and the schema.</param>
internal sealed record Member(string Name, Shape Shape, string Help)
{
    /// <summary>Without it the entry that it belongs to is left out.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What holds where it is not set, in words; "" where nothing does.</summary>
    public string Default { get; init; } = "";
}
