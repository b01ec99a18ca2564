using KubeNetTui.App.Commands;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>Namespaces taken along from another cluster: the list is opened at once, and whether they are there is asked beside it.</summary>
internal static class CarriedNamespaces
{
    public static async Task CheckAsync(Workspace workspace, Session session, ApiResource resource)
    {
        var carried = session.Namespaces;
        var own = session.Client.Settings.DefaultNamespace;
        List<string> gone = [];
        foreach (var ns in resource.Namespaced ? carried.Where(n => n != own) : [])
        {
            try
            {
                await session.Feeds.GetAsync(WellKnownKinds.Namespaces.Path(null, ns), session.Ending).ConfigureAwait(false);
            }
            catch (ApiException e)
            {
                // One that may not be read may be there all the same.
                if (e.Failure.HttpStatus == 404)
                {
                    gone.Add(ns);
                }
            }
        }

        if (gone.Count > 0)
        {
            workspace.Post(() => Leave(workspace, session, carried, gone));
        }
    }

    private static void Leave(Workspace workspace, Session session, IReadOnlyList<string> carried, List<string> gone)
    {
        // Unless the person has gone on meanwhile.
        if (workspace.CurrentSession != session || session.Namespaces != carried || workspace.KindBrowsed is not { } browsed)
        {
            return;
        }

        foreach (var ns in gone)
        {
            workspace.Own(new ValueTask(workspace.Slots.Forget(ns)));
        }

        string[] rest = [.. carried.Except(gone)];
        if (rest.Length == 0)
        {
            rest = [session.Client.Settings.DefaultNamespace];
        }

        KindOpening.Open(workspace, browsed.Resource, browsed.Which with { Namespaces = rest, AllNamespaces = false });
        workspace.Say($"{session.Client.Settings.ContextName} has no namespace {string.Join(", ", gone)}: this is {string.Join(", ", rest)}", StatusTone.Warning);
    }
}
