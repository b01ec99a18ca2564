using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>An object and what stands around it: whose events belong to its story.</summary>
/// <param name="Members">The object itself first.</param>
/// <param name="Makers">Objects whose pods carry their name: events of pods that are gone are told by it.</param>
/// <param name="Problems">What could not be read, and why.</param>
internal sealed record Kinship(IReadOnlyList<Kin> Members, IReadOnlyList<Kin> Makers, IReadOnlyList<string> Problems)
{
    private readonly HashSet<Kin> _members = [.. Members];

    /// <summary>All that is in it belongs to it; null as a rule.</summary>
    public string? WholeNamespace { get; init; }

    public static Kinship OfOne(Kin self) => new([self], [], []);

    public bool Has(ObjectRef o) =>
        (WholeNamespace is { } ns && o.Namespace == ns)
        || _members.Contains(new Kin(o.Kind, o.Namespace, o.Name))
        || (o.Kind == "Pod" && Makers.Any(m => m.Namespace == o.Namespace && IsMadeBy(m, o.Name)));

    /// <summary><c>deployment web, replicaset web-5d8f, 3 pods, node node-a</c>: what there is besides the object itself.</summary>
    public string Words()
    {
        return string.Join(", ", Members.Skip(1).GroupBy(static m => m.Kind).Select(g => g.Count() == 1
            ? $"{g.Key.ToLowerInvariant()} {g.First().Name}"
            : $"{g.Count()} {Plural(g.Key.ToLowerInvariant())}"));

        static string Plural(string kind) => kind.EndsWith('s') ? kind + "es" : kind.EndsWith('y') ? kind[..^1] + "ies" : kind + "s";
    }

    // A controller names its pods after itself: NAME-x7k2p, of a StatefulSet NAME-0.
    private static bool IsMadeBy(Kin maker, string pod)
    {
        if (!pod.StartsWith(maker.Name, StringComparison.Ordinal) || pod.Length < maker.Name.Length + 2 || pod[maker.Name.Length] != '-')
        {
            return false;
        }

        var rest = pod.AsSpan(maker.Name.Length + 1);
        return maker.Kind == "StatefulSet" ? rest.IndexOfAnyExceptInRange('0', '9') < 0 : rest.Length == 5 && !rest.Contains('-');
    }
}

/// <summary>One of a kinship.</summary>
/// <param name="Namespace">"" for what is in none.</param>
internal readonly record struct Kin(string Kind, string Namespace, string Name);
