namespace KubeNetTui.Checks;

/// <summary>Whether a condition holds for a packet, or for packets of a kind.</summary>
public enum Truth
{
    No,
    Yes,

    /// <summary>For some of them and not for others: chance, a rate, or a part of the addresses. Both ways are really taken.</summary>
    Some,

    /// <summary>It can't be told from what is known: a match that is not understood, a set that was not read.</summary>
    Unknown,
}

/// <summary>Three-valued logic, and <see cref="Truth.Some"/> between yes and no.</summary>
public static class Truths
{
    public static Truth Of(bool value) => value ? Truth.Yes : Truth.No;

    public static Truth And(this Truth a, Truth b) => (a, b) switch
    {
        (Truth.No, _) or (_, Truth.No) => Truth.No,
        (Truth.Unknown, _) or (_, Truth.Unknown) => Truth.Unknown,
        (Truth.Some, _) or (_, Truth.Some) => Truth.Some,
        _ => Truth.Yes,
    };

    public static Truth Or(this Truth a, Truth b) => a.Not().And(b.Not()).Not();

    public static Truth Not(this Truth a) => a switch { Truth.No => Truth.Yes, Truth.Yes => Truth.No, _ => a };

    /// <param name="inverted">With <c>!</c> before it.</param>
    public static Truth If(this Truth a, bool inverted) => inverted ? a.Not() : a;
}
