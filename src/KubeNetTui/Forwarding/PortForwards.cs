using System.Net.Sockets;
using KubeNetTui.App;

namespace KubeNetTui.Forwarding;

/// <summary>All ports forwarded in one session. Lives on the UI thread; ends with the session.</summary>
internal sealed class PortForwards(Session session) : IAsyncDisposable
{
    private readonly List<PortForward> _all = [];

    public IReadOnlyList<PortForward> All => _all;

    /// <summary>From any thread, when one came, went, or has news.</summary>
    public event Action? Changed;

    /// <returns>The forward, or why there is none.</returns>
    public (PortForward? Forward, string Problem) Start(ForwardRequest request, DateTimeOffset now)
    {
        try
        {
            var forward = PortForward.Start(session, request, now);
            forward.Changed += OnChanged;
            _all.Add(forward);
            OnChanged();
            return (forward, "");
        }
        catch (SocketException e)
        {
            return (null, e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"{request.Local} is taken by another program (or another forward); another local port: LOCAL:{request.Port}",
                SocketError.AccessDenied => $"{request.Local} may not be used: ports below 1024 take root",
                SocketError.AddressNotAvailable => $"{request.Local.Address} is no address of this machine",
                _ => $"{request.Local}: {e.Message}",
            });
        }
    }

    public ValueTask StopAsync(PortForward forward)
    {
        _all.Remove(forward);
        forward.Changed -= OnChanged;
        OnChanged();
        return forward.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var forward in _all.ToArray())
        {
            await StopAsync(forward).ConfigureAwait(false);
        }
    }

    private void OnChanged() => Changed?.Invoke();
}
