using KubeNetTui.App;
using KubeNetTui.App.Commands;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>A namespace typed where the list of them may not be read. It gets a key from then on, and stays in the prompt's history.</summary>
internal static class NamespacePrompt
{
    /// <param name="kind">To be browsed in it.</param>
    public static void Ask(IWorkspace workspace, ApiResource kind) => workspace.Ask(new PromptRequest("namespace: ")
    {
        Hint = "its name, or several: shop,pay; up: those typed before; esc leaves",
        History = "namespace",
        Changed = text => WrongName(text) is { } wrong ? $"\"{wrong}\" can't be a namespace: small letters, digits and dashes" : "",
        Entered = text =>
        {
            if (Names(text).Length > 0)
            {
                workspace.Execute($"{kind.FullName} {string.Join(',', Names(text))}");
            }
        },
    });

    private static string[] Names(string text) => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    private static string? WrongName(string text) => Names(text).FirstOrDefault(n => !KindCommand.IsNamespace(n) && !n.EndsWith('-'));
}
