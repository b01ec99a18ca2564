using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Plugins;

/// <summary>The person's plugins and hotkeys as bindings of a list.</summary>
internal static class PersonalKeys
{
    /// <param name="kind">The list's kind; null: it shows no kind, and only plugins for all are offered.</param>
    /// <param name="variables">What stands for the selection, made when a key is pressed.</param>
    public static IEnumerable<Binding> Of(IWorkspace workspace, PersonalConfig config, ApiResource? kind, Func<Selection?> selected, Func<PluginVariables> variables)
    {
        IReadOnlyList<string> names = kind is null ? [] : [kind.Plural, kind.Singular, kind.FullName, kind.Kind, .. kind.ShortNames];
        foreach (var plugin in config.Plugins.Where(p => p.IsFor(names)))
        {
            yield return new Binding($"plugin.{plugin.Name}", [plugin.Key], plugin.Name, plugin.Description, () => PluginRun.Start(workspace, plugin, variables()))
            {
                Group = "Plugins", HintPriority = 45,
                WhyDisabled = () => plugin.IsDangerous && workspace.ReadOnly ? "the program was started read-only"
                    : !plugin.Scopes.Contains("all") && selected() is null ? "nothing is selected" : null,
            };
        }

        foreach (var hotKey in config.HotKeys)
        {
            yield return new Binding($"hotkey.{hotKey.Name}", [hotKey.Key], hotKey.Name, hotKey.Description, () => workspace.Execute(variables().Expand(hotKey.Command)))
            {
                Group = "Hotkeys", HintPriority = 12,
            };
        }
    }

    /// <summary>Names of those that take a key from the program's own binding.</summary>
    public static HashSet<string> Overriding(PersonalConfig config) =>
        [.. config.Plugins.Where(p => p.Overrides).Select(p => $"plugin.{p.Name}"), .. config.HotKeys.Where(h => h.Overrides).Select(h => $"hotkey.{h.Name}")];
}
