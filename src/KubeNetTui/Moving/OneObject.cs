using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Moving;

/// <summary>One object read for what it names: its owner, its node, its labels.</summary>
internal static class OneObject
{
    /// <param name="use">On the UI thread, with the object; not called where it could not be had, which is said.</param>
    public static void Read(IWorkspace workspace, Selection selection, Action<Fields> use)
    {
        var session = workspace.Session;
        workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            try
            {
                var root = Fields.Parse(await ObjectReader.ReadAsync(session, selection, session.Ending).ConfigureAwait(false));
                workspace.Post(() =>
                {
                    if (root["metadata"].IsObject)
                    {
                        use(root);
                    }
                    else
                    {
                        workspace.Say($"{selection.Name}: the answer is no {selection.Resource.Kind}", StatusTone.Bad);
                    }
                });
            }
            catch (ApiException e)
            {
                workspace.Post(() => workspace.Say($"{selection.Name}: {e.Failure.Message}", StatusTone.Bad));
            }
            catch (OperationCanceledException)
            {
                // The session ended while it was read: there is nowhere to go from it.
            }
        }
    }
}
