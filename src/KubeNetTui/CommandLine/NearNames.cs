using KubeNetTui.Checks;

namespace KubeNetTui.CommandLine;

/// <summary>Names that a person may have meant.</summary>
internal static class NearNames
{
    /// <summary>The closest few, the nearest first; those that have nothing in common with it are left out.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known, int atMost = 3) =>
        [.. known
            .Distinct(StringComparer.Ordinal)
            .Select(candidate => (candidate, distance: EditDistance.Between(name, candidate, ignoreCase: true)))
            .Where(x => x.distance <= Math.Max(1, name.Length / 3) || Shares(name, x.candidate))
            .OrderBy(x => x.distance)
            .ThenBy(x => x.candidate, StringComparer.Ordinal)
            .Take(atMost)
            .Select(x => x.candidate)];

    /// <summary><c>; did you mean "web" or "webhook"?</c>, or "" when nothing is near.</summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) switch
    {
        [] => "",
        var near => $"; did you mean {string.Join(" or ", near.Select(n => $"\"{n}\""))}?",
    };

    // web → web-6d4b and cart → my-cart are near, however long the rest is.
    private static bool Shares(string name, string candidate) =>
        name.Length >= 3 && (candidate.Contains(name, StringComparison.OrdinalIgnoreCase)
            || (candidate.Length >= 3 && name.Contains(candidate, StringComparison.OrdinalIgnoreCase)));
}
