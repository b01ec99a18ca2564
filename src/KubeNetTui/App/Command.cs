using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>What a line after the colon means.</summary>
internal abstract record Command
{
    internal sealed record Quit : Command;

    internal sealed record Help : Command;

    internal sealed record Contexts : Command;

    internal sealed record SwitchContext(string Name) : Command;

    internal sealed record Namespaces : Command;

    /// <param name="Name">Null: all.</param>
    internal sealed record SwitchNamespace(string? Name) : Command;

    internal sealed record SwitchTheme(string Name) : Command;

    /// <param name="Scope">The namespace named, or null for the one browsed.</param>
    internal sealed record List(ApiResource Resource, string? Scope, bool AllNamespaces, string Filter) : Command;

    /// <param name="Word">What was not understood.</param>
    /// <param name="Near">What may have been meant.</param>
    internal sealed record Unknown(string Word, IReadOnlyList<string> Near) : Command;

    internal sealed record Nothing : Command;
}
