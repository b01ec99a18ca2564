using System.Text.RegularExpressions;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Plugins;

/// <summary>What stands for the selection in a plugin's arguments: <c>$NAME</c>, <c>$NAMESPACE</c>, <c>$COL-IP</c>, as k9s has them.</summary>
internal sealed partial class PluginVariables
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private PluginVariables()
    {
    }

    /// <summary>The kubeconfig in use, as <c>KUBECONFIG</c> has it.</summary>
    public string ConfigPath { get; private set; } = "";

    /// <summary>By name, without the dollar.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <param name="row">The row selected, with the headings of its list; null: none.</param>
    /// <param name="filter">The list's filter as typed.</param>
    public static PluginVariables Of(Session session, Selection? selected, TableRow? row, IReadOnlyList<string> headings, string filter)
    {
        PluginVariables made = new();
        var (values, settings) = (made._values, session.Client.Settings);
        values["CONTEXT"] = settings.ContextName;
        values["CLUSTER"] = settings.ClusterName;
        values["USER"] = settings.UserName;
        made.ConfigPath = settings.ConfigPath;
        // kubectl's --kubeconfig takes one file; where there are several, the empty one leaves it to the environment.
        values["KUBECONFIG"] = settings.ConfigPath.Contains(Path.PathSeparator, StringComparison.Ordinal) ? "" : settings.ConfigPath;
        values["GROUPS"] = string.Join(',', settings.Impersonate?.Groups ?? []);
        values["FILTER"] = filter.Length > 0 ? filter : selected?.Name ?? ""; // as k9s: without a filter, the name
        values["NAMESPACE"] = selected?.Namespace ?? session.Namespace ?? "";
        values["NAME"] = selected?.Name ?? "";
        values["RESOURCE_NAME"] = selected?.Resource.Plural ?? "";
        values["RESOURCE_GROUP"] = selected?.Resource.Group ?? "";
        values["RESOURCE_VERSION"] = selected?.Resource.Version ?? "";
        values["POD"] = selected is { Resource: { Group: "", Plural: "pods" } } ? selected.Name : "";
        for (var i = 0; i < headings.Count && i < (row?.Cells.Length ?? 0); i++)
        {
            values["COL-" + headings[i].ToUpperInvariant()] = row!.Cells[i];
        }

        return made;
    }

    public PluginVariables With(string name, string value)
    {
        _values[name] = value;
        return this;
    }

    /// <summary>
    /// Each <c>$NAME</c> or <c>${NAME}</c> that is known; <c>$!NAME</c> turns true into false and back. Others stay: a shell in the
    /// plugin may mean them.
    /// </summary>
    public string Expand(string text) => Variable().Replace(text, match =>
    {
        // The longest name that is known: COL-NOMINATED NODE has a blank, and $COL-IP,$NAME has not.
        var name = match.Groups["braced"].Success ? match.Groups["braced"].Value : match.Groups["bare"].Value;
        for (var length = name.Length; length > 0; length--)
        {
            if (_values.TryGetValue(name[..length], out var value) || _values.TryGetValue(name[..length].ToUpperInvariant(), out value))
            {
                var turned = match.Groups["not"].Value.Length > 0 ? value is "true" ? "false" : "true" : value;
                return turned + name[length..];
            }

            if (match.Groups["braced"].Success)
            {
                break;
            }
        }

        return match.Value;
    });

    [GeneratedRegex(@"\$(?<not>!?)(?:\{(?<braced>[^}]+)\}|(?<bare>[A-Za-z_][A-Za-z0-9_-]*))")]
    private static partial Regex Variable();
}
