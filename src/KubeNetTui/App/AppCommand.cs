using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>What a line after the colon means.</summary>
internal abstract record AppCommand
{
    internal sealed record Quit : AppCommand;

    internal sealed record Help : AppCommand;

    internal sealed record Contexts : AppCommand;

    internal sealed record SwitchContext(string Name) : AppCommand;

    internal sealed record Namespaces : AppCommand;

    /// <param name="Name">Null: all.</param>
    internal sealed record SwitchNamespace(string? Name) : AppCommand;

    internal sealed record SwitchTheme(string Name) : AppCommand;

    /// <param name="Scope">The namespace named, or null for the one browsed.</param>
    internal sealed record List(ApiResource Resource, string? Scope, bool AllNamespaces, string Filter) : AppCommand;

    /// <param name="Word">Which pane: <c>iptables</c>.</param>
    /// <param name="Argument">What it is to be about, as typed; "": what is selected.</param>
    internal sealed record Pane(string Word, string Argument) : AppCommand;

    /// <param name="Argument">What to verify, as typed; "": the cluster.</param>
    internal sealed record Check(string Argument) : AppCommand;

    internal sealed record Forwards : AppCommand;

    internal sealed record Footprint : AppCommand;

    internal sealed record Configuration : AppCommand;

    /// <param name="Word">What was not understood.</param>
    /// <param name="Near">What may have been meant.</param>
    internal sealed record Unknown(string Word, IReadOnlyList<string> Near) : AppCommand;

    internal sealed record Nothing : AppCommand;
}
