using System.Text.RegularExpressions;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Configuration;

/// <summary>Columns and order of one kind's list, as k9s's views.yaml has them.</summary>
/// <param name="Kind"><c>v1/pods</c>, <c>apps/v1/deployments</c>, or a kind's name.</param>
/// <param name="Namespace">A namespace or a pattern of them; "" for all.</param>
/// <param name="Columns">Empty: the server's own.</param>
/// <param name="SortColumn">Heading; "" where only columns are set.</param>
internal sealed record View(string Kind, string Namespace, IReadOnlyList<ViewColumn> Columns, string SortColumn, bool SortsDown)
{
    /// <summary>For messages: <c>v1/pods@shop</c>.</summary>
    public string Key => Namespace.Length == 0 ? Kind : $"{Kind}@{Namespace}";

    /// <summary>The same columns in the same order.</summary>
    public bool IsSameAs(View? other) =>
        other is not null && Key == other.Key && (SortColumn, SortsDown) == (other.SortColumn, other.SortsDown)
        && Columns.Select(Words).SequenceEqual(other.Columns.Select(Words));

    /// <param name="file">Fits <see cref="ConfigShapes.Views"/>.</param>
    /// <param name="name">Of the file, for what is wrong in it; what is right is used.</param>
    public static IEnumerable<View> From(ConfigValue file, string name, List<ConfigProblem> problems)
    {
        foreach (var (key, value) in file["views"].Members)
        {
            var at = key.IndexOf('@', StringComparison.Ordinal);
            var (kind, ns) = at < 0 ? (key, "") : (key[..at], key[(at + 1)..]);
            if (!IsPattern(ns))
            {
                problems.Add(new ConfigProblem(name, value.Line, $"views {key}: \"{ns}\" is no namespace and no regular expression; the view is left out"));
                continue;
            }

            var columns = new List<ViewColumn>();
            foreach (var item in value["columns"].Items)
            {
                if (ViewColumn.TryParse(item.Text, out var column, out var problem))
                {
                    columns.Add(column);
                }
                else
                {
                    problems.Add(new ConfigProblem(name, item.Line, $"views {key}: {problem}; the column is left out"));
                }
            }

            var (sort, isDown) = Sort(value["sortColumn"]);
            yield return new View(kind, ns, columns, sort, isDown);
        }

        (string Heading, bool IsDown) Sort(ConfigValue value)
        {
            var colon = value.Text.LastIndexOf(':');
            var (heading, direction) = colon < 0 ? (value.Text, "asc") : (value.Text[..colon], value.Text[(colon + 1)..]);
            if (direction is not ("asc" or "desc"))
            {
                problems.Add(new ConfigProblem(name, value.Line, $"sortColumn is written NAME:asc or NAME:desc, not \"{value.Text}\""));
            }

            return (heading.Trim(), direction == "desc");
        }
    }

    /// <summary>This namespace's own view goes before one by pattern, and that before one for all.</summary>
    public static View? Best(IEnumerable<View> views, ApiResource resource, string? ns) =>
        views.Where(v => v.IsOf(resource) && v.Fits(ns)).OrderBy(v => v.Namespace.Length == 0 ? 2 : v.Namespace == ns ? 0 : 1).FirstOrDefault();

    private static (ViewColumn, string?) Words(ViewColumn column) => (column with { Path = null }, column.Path?.Text);

    // k9s names kinds by group, version and plural. The version is the server's business: a view holds for the kind.
    private bool IsOf(ApiResource resource) => Kind.Split('/') switch
    {
        [var group, _, var plural] => group == resource.Group && plural == resource.Plural,
        [_, var plural] => resource.Group.Length == 0 && plural == resource.Plural,
        [var name] => name == resource.Plural || name == resource.FullName || name == resource.Singular || name == resource.Kind || resource.ShortNames.Contains(name),
        _ => false,
    };

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
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static bool IsPattern(string ns)
    {
        try
        {
            _ = new Regex(ns);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
