using System.Diagnostics.CodeAnalysis;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Configuration;

/// <summary>
/// A column of a view as k9s writes it: <c>NAME</c>, <c>IP|WR</c>, <c>ZONE:.metadata.labels.topology\.kubernetes\.io/zone|R</c>. After the
/// bar: <c>W</c> in wide lists only, <c>H</c> not at all, <c>R</c> to the right, <c>L</c> to the left, <c>N</c> a number, <c>T</c> a time,
/// shown as an age.
/// </summary>
/// <param name="Path">Into the object; null for a column that the list has.</param>
internal sealed record ViewColumn(string Heading, JsonPath? Path)
{
    private const string Letters = "NTWRLH";

    public bool IsWide { get; init; }

    public bool IsHidden { get; init; }

    public bool AlignsRight { get; init; }

    public bool AlignsLeft { get; init; }

    public bool IsNumber { get; init; }

    public bool IsTime { get; init; }

    /// <param name="problem">What is wrong with it, and where.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ViewColumn? column, out string problem)
    {
        column = null;
        problem = "";
        var (rest, flags) = (text, "");
        if (text.LastIndexOf('|') is >= 0 and var bar && text[(bar + 1)..].Trim() is var after && !after.Contains('"', StringComparison.Ordinal) && !after.Contains('\'', StringComparison.Ordinal))
        {
            (rest, flags) = (text[..bar], after);
        }

        if (flags.FirstOrDefault(f => !Letters.Contains(f, StringComparison.Ordinal)) is not '\0' and var wrong)
        {
            problem = $"\"{text}\": after the bar stand letters of {Letters}, not \"{wrong}\"";
            return false;
        }

        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var heading = (colon < 0 ? rest : rest[..colon]).Trim();
        if (heading.Length == 0)
        {
            problem = $"\"{text}\" names no column: NAME, or NAME:.path.into.the.object";
            return false;
        }

        JsonPath? path = null;
        if (colon >= 0 && rest[(colon + 1)..].Trim() is { Length: > 0 } written && !JsonPath.TryParse(written, out path, out problem))
        {
            problem = $"\"{text}\" is no column: {problem}";
            return false;
        }

        problem = "";
        column = new ViewColumn(heading, path)
        {
            IsWide = flags.Contains('W', StringComparison.Ordinal), IsHidden = flags.Contains('H', StringComparison.Ordinal),
            AlignsRight = flags.Contains('R', StringComparison.Ordinal), AlignsLeft = flags.Contains('L', StringComparison.Ordinal),
            IsNumber = flags.Contains('N', StringComparison.Ordinal), IsTime = flags.Contains('T', StringComparison.Ordinal),
        };
        return true;
    }
}
