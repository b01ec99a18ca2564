namespace KubeNetTui.CommandLine;

/// <summary>Names that a person may have meant.</summary>
internal static class NearNames
{
    /// <summary>The closest few, the nearest first; those that have nothing in common with it are left out.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known, int atMost = 3) =>
        [.. known
            .Distinct(StringComparer.Ordinal)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
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

    /// <summary>Changes from one to the other; two neighbours swapped are one change. Case does not count.</summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (Same(i, j) ? 0 : 1));
                if (i > 1 && j > 1 && Same(i, j - 1) && Same(i - 1, j))
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];

        bool Same(int i, int j) => char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
    }
}
