using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>
/// Something parsed from the best command that gave it, or why there is none: <c>ss</c> where it is, else <c>/proc/net/tcp</c>.
/// </summary>
public sealed record CommandReading<T>
    where T : class
{
    /// <summary>Null where no command gave it; see <see cref="Problem"/>.</summary>
    public T? Value { get; init; }

    /// <summary>Where <see cref="Value"/> came from; without one, the section that says why. Null before anybody has asked.</summary>
    public Section? Section { get; init; }

    /// <summary>The text that <see cref="Value"/> was parsed from; for exhibits.</summary>
    public CommandOutput? Output { get; init; }

    [MemberNotNullWhen(true, nameof(Value), nameof(Section), nameof(Output))]
    public bool IsRead => Value is not null;

    /// <summary>More was printed than was kept: what is missing in <see cref="Value"/> proves nothing.</summary>
    public bool IsCut => Output is { IsCut: true };

    /// <summary>Why it is not there, in a sentence; "" when it is.</summary>
    public required string Problem { get; init; }

    /// <summary>What would give it; may be "".</summary>
    public string HowToGet => IsRead ? "" : Section?.HowToGet ?? "";
}
