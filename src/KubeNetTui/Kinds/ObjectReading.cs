using System.Text.Json;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>Reads an object for what Enter leads to.</summary>
internal static class ObjectReading
{
    /// <param name="then">On the UI thread.</param>
    /// <param name="missing">On the UI thread, where the server says that there is none; null: that is said.</param>
    public static void Then(IWorkspace workspace, Selection selection, Action<ReadOnlyMemory<byte>> then, Action? missing = null)
    {
        workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            try
            {
                var path = selection.Resource.Path(selection.Namespace, selection.Name);
                var json = await workspace.Session.Feeds.GetAsync(path, workspace.Session.Ending).ConfigureAwait(false);
                workspace.Post(() => then(json));
            }
            catch (ApiException e) when (e.Failure.HttpStatus == 404 && missing is not null)
            {
                workspace.Post(missing);
            }
            catch (ApiException e)
            {
                workspace.Post(() => workspace.Say($"{selection.Name}: {e.Failure.Message}", StatusTone.Bad));
            }
            catch (JsonException)
            {
                workspace.Post(() => workspace.Say($"{selection.Name}: the answer is no {selection.Resource.Kind}", StatusTone.Bad));
            }
            catch (OperationCanceledException)
            {
                // The session ended while it was read: there is nowhere to lead to.
            }
        }
    }
}
