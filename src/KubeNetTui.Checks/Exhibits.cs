using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Exhibits made from objects of a list that was read.</summary>
internal static class Exhibits
{
    /// <summary>Lines marked for one field at most: a list of a hundred endpoints is not a hundred reasons.</summary>
    private const int MarkedForOneField = 8;

    /// <summary>The object as YAML, the fields named marked with what stands below them. A field that is not there marks nothing.</summary>
    /// <param name="paths">As <see cref="YamlText.LineOf"/> takes them: <c>spec.selector</c>, <c>spec.ports[0].targetPort</c>.</param>
    public static Exhibit Of(Section section, ApiObject item, params ReadOnlySpan<string> paths)
    {
        var title = $"{item.Kind} {item.FullName}";
        var command = Command(section, item);
        var fields = paths.ToArray();
        var yaml = new Lazy<YamlText?>(() => YamlText.TryMake(item.Raw, out var text, out _) ? text : null);

        // Of very large lists the text is not kept; the command shows it.
        return new Exhibit(
            title, command, section.Where, section.At, section.Took,
            new LazyList<string>(() => yaml.Value?.Lines ?? [$"# read with {section.Need.Command}"]),
            new LazyList<int>(() => yaml.Value is { } text ? Deciding(text, fields) : []));
    }

    /// <summary>Text with the lines marked that <paramref name="decides"/> picks.</summary>
    public static Exhibit Of(Section section, string title, IReadOnlyList<string> lines, Predicate<string> decides) =>
        new(title, section.Command, section.Where, section.At, section.Took, lines,
            [.. Enumerable.Range(0, lines.Count).Where(i => decides(lines[i]))]);

    /// <summary>A command's output with the lines marked that <paramref name="decides"/> picks; only when somebody looks.</summary>
    public static Exhibit Of(Section section, CommandOutput output, Predicate<string> decides)
    {
        var lines = new Lazy<IReadOnlyList<string>>(() => ItemLines.Of(output.Text));
        var title = section.Need is CommandNeed need ? $"{need.Section} of {need.Place}" : section.Command;
        return new Exhibit(title, section.Command, section.Where, section.At, section.Took, new LazyList<string>(() => lines.Value),
            new LazyList<int>(() => [.. Enumerable.Range(0, lines.Value.Count).Where(i => decides(lines.Value[i]))]));
    }

    /// <summary>A command's output with lines marked by their place, zero-based.</summary>
    public static Exhibit Of(Section section, CommandOutput output, IEnumerable<int> deciding)
    {
        var lines = new Lazy<IReadOnlyList<string>>(() => output.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        var title = section.Need is CommandNeed need ? $"{need.Section} of {need.Place}" : section.Command;
        int[] marked = [.. deciding.Distinct().Order()];
        return new Exhibit(title, section.Command, section.Where, section.At, section.Took, new LazyList<string>(() => lines.Value),
            new LazyList<int>(() => [.. marked.Where(i => i >= 0 && i < lines.Value.Count)]));
    }

    /// <summary>Events as a table, oldest first, all of them marked.</summary>
    public static Exhibit Of(Section section, IEnumerable<KubeEvent> events)
    {
        List<KubeEvent> shown = [.. events];
        List<string> lines = [$"{"LAST (UTC)",-10} {"COUNT",5}  {"REASON",-24} OBJECT: MESSAGE"];
        lines.AddRange(shown.Select(e =>
            $"{e.Last?.UtcDateTime:HH:mm:ss}   {e.Count,5}  {e.Reason,-24} {e.Regarding}: {e.Message.ReplaceLineEndings(" ").Trim()}"));
        return new Exhibit("Warning events", Command(section, shown), section.Where, section.At, section.Took, lines, [.. Enumerable.Range(1, lines.Count - 1)]);
    }

    /// <summary>Events about one object are asked for by its name: the whole list is long.</summary>
    private static string Command(Section section, List<KubeEvent> events) =>
        events is [var first, ..] && events.TrueForAll(e => (e.Regarding.Kind, e.Regarding.Name, e.Namespace) == (first.Regarding.Kind, first.Regarding.Name, first.Namespace))
            ? $"kubectl get events -n {first.Namespace} --field-selector involvedObject.name={first.Regarding.Name},type=Warning --sort-by=.lastTimestamp"
            : section.Command;

    private static string Command(Section section, ApiObject item)
    {
        var kind = section.Need is ListNeed need ? need.Resource + (need.Group.Length > 0 ? "." + need.Group : "") : item.Kind;
        return $"kubectl get {kind} {item.Name}{(item.Namespace.Length > 0 ? " -n " + item.Namespace : "")} -o yaml";
    }

    private static List<int> Deciding(YamlText yaml, string[] paths)
    {
        SortedSet<int> deciding = [];
        foreach (var path in paths)
        {
            Mark(yaml, path, deciding);
        }

        return [.. deciding];
    }

    private static void Mark(YamlText yaml, string path, SortedSet<int> deciding)
    {
        var first = yaml.LineOf(path);
        if (first < 0)
        {
            return;
        }

        deciding.Add(first);
        var indent = Indent(yaml.Lines[first]);
        for (var i = first + 1; i < yaml.Lines.Count && i < first + MarkedForOneField; i++)
        {
            var line = yaml.Lines[i];
            var deeper = Indent(line) > indent || (Indent(line) == indent && line.AsSpan(indent).StartsWith("- ") && !yaml.Lines[first].AsSpan(indent).StartsWith("- "));
            if (!deeper)
            {
                break;
            }

            deciding.Add(i);
        }
    }

    private static int Indent(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;
}
