using System.Text.RegularExpressions;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The API server's own words for a refusal, as client libraries log them.</summary>
internal static partial class ForbiddenLines
{
    private const int Most = 5;

    /// <summary>What was refused, each question once with a line that says so.</summary>
    public static IReadOnlyList<(AccessQuestion Question, string Line)> Of(IEnumerable<string> lines)
    {
        Dictionary<AccessQuestion, string> found = [];
        foreach (var line in lines.Where(l => l.Contains("cannot", StringComparison.Ordinal)))
        {
            var match = Refusal().Match(line.Replace("\\\"", "\"", StringComparison.Ordinal));
            if (match.Success && found.Count < Most)
            {
                var ns = match.Groups["ns"].Value;
                found.TryAdd(
                    new(match.Groups["ans"].Value, match.Groups["account"].Value, match.Groups["verb"].Value, match.Groups["group"].Value, match.Groups["resource"].Value, ns.Length > 0 ? ns : null), line);
            }
        }

        return [.. found.Select(f => (f.Key, f.Value))];
    }

    /// <summary>pkg/apiserver's forbiddenMessage: User "…" cannot VERB resource "…" in API group "…" at the cluster scope, or in the namespace "…".</summary>
    [GeneratedRegex(
        """User "system:serviceaccount:(?<ans>[a-z0-9.-]+):(?<account>[a-z0-9.-]+)" cannot (?<verb>\w+) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)" (at the cluster scope|in the namespace "(?<ns>[^"]+)")""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Refusal();
}
