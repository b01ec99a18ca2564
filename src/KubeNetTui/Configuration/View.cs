using System.Text.RegularExpressions;

namespace KubeNetTui.Configuration;

/// <summary>Columns and order of one kind's list, as k9s's views.yaml has them.</summary>
/// <param name="Kind"><c>v1/pods</c>, <c>apps/v1/deployments</c>, or a kind's name.</param>
/// <param name="Namespace">A namespace or a pattern of them; "" for all.</param>
/// <param name="SortColumn">Heading; "" where only columns are set.</param>
internal sealed record View(string Kind, string Namespace, IReadOnlyList<ViewColumn> Columns, string SortColumn, bool SortsDown)
{
    /// <param name="file">Fits <see cref="ConfigShapes.Views"/>.</param>
    public static IEnumerable<View> From(ConfigValue file) => file["views"].Members.Select(m =>
    {
        var at = m.Key.IndexOf('@', StringComparison.Ordinal);
        var sort = m.Value["sortColumn"].TextOr("").Split(':', 2);
        return new View(
            at < 0 ? m.Key : m.Key[..at], at < 0 ? "" : m.Key[(at + 1)..],
            [.. m.Value["columns"].Texts.Select(ViewColumn.Parse)], sort[0], sort.ElementAtOrDefault(1) is "desc");
    });

    /// <summary>This namespace's own view goes before one by pattern, and that before one for all.</summary>
    public static View? Best(IEnumerable<View> views, string kind, string? ns) =>
        views.Where(v => v.Kind == kind && v.Fits(ns)).OrderBy(v => v.Namespace.Length == 0 ? 2 : v.Namespace == ns ? 0 : 1).FirstOrDefault();

    private bool Fits(string? ns)
    {
        if (Namespace.Length == 0 || Namespace == ns)
        {
            return true;
        }

        try
        {
            // k9s takes it for a regular expression, anchored at no end; a bound, since it is the person's own text.
            return ns is not null && Regex.IsMatch(ns, Namespace, RegexOptions.None, TimeSpan.FromMilliseconds(50));
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

/// <summary>A column of a view: <c>NAME</c>, <c>IP|WR</c>, <c>ZONE:.metadata.labels.topology\.kubernetes\.io/zone|R</c>.</summary>
/// <param name="Path">JSONPath into the object; "" for a column that the server has.</param>
/// <param name="IsWide">Only in wide lists.</param>
internal sealed record ViewColumn(string Heading, string Path, bool IsWide, bool AlignsRight)
{
    public static ViewColumn Parse(string text)
    {
        var bar = text.LastIndexOf('|');
        var attributes = bar < 0 ? "" : text[(bar + 1)..];
        var rest = bar < 0 ? text : text[..bar];
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        return new ViewColumn(
            (colon < 0 ? rest : rest[..colon]).Trim(), colon < 0 ? "" : rest[(colon + 1)..].Trim(),
            attributes.Contains('W', StringComparison.Ordinal), attributes.Contains('R', StringComparison.Ordinal));
    }
}
