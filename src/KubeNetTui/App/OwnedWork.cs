using System.Runtime.ExceptionServices;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>Work behind the screens that ends by itself. It is awaited at the end; what goes wrong in it is said.</summary>
internal sealed class OwnedWork(IWorkspace workspace) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    public void Add(ValueTask work)
    {
        if (work.IsCompletedSuccessfully)
        {
            return;
        }

        var task = WatchAsync(work.AsTask());
        lock (_lock)
        {
            _running.RemoveWhere(t => t.IsCompleted);
            _running.Add(task);
        }
    }

    /// <summary>Waits for what still runs, but not for ever: a server that is gone must not keep the program.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAny(Task.WhenAll(running), Task.Delay(Patience)).ConfigureAwait(false);
    }

    private async Task WatchAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was ended.
        }
        catch (Exception e) when (e is IOException or Kubernetes.ApiException)
        {
            workspace.Post(() => workspace.Say(SafeText.Clean(e.Message), StatusTone.Bad));
        }
        catch (Exception e)
        {
            // A mistake of ours ends the program, as one on the UI thread does, and is not lost.
            var mistake = ExceptionDispatchInfo.Capture(e);
            workspace.Post(mistake.Throw);
        }
    }
}
