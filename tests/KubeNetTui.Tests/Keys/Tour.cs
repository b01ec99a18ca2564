using KubeNetTui.App;
using KubeNetTui.App.Commands;
using KubeNetTui.Kubernetes;
using KubeNetTui.Tests.Sessions;

namespace KubeNetTui.Tests.Keys;

/// <summary>All places visited once, for the tests of what is declared there.</summary>
public sealed class Tour : IAsyncLifetime
{
    internal IReadOnlyList<Visited> Visited { get; private set; } = [];

    internal IReadOnlyList<Binding> Everywhere { get; private set; } = [];

    internal IReadOnlyList<Command> Commands { get; private set; } = [];

    /// <summary>The kinds that the demo's server has.</summary>
    internal ApiCatalog Kinds { get; private set; } = WellKnownKinds.Catalog;

    public async ValueTask InitializeAsync()
    {
        await using Visitor visitor = await Visitor.OpenAsync();
        Visited = await Places.VisitAsync(visitor);
        Everywhere = visitor.Workspace.GlobalBindings;
        Commands = visitor.Workspace.Commands.All;
        Kinds = visitor.Workspace.Session.Catalog!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
