using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using KubeNetTui.App;

namespace KubeNetTui.Forwarding;

/// <summary>All ports forwarded in one session, and those kept from earlier ones. Lives on the UI thread; ends with the session.</summary>
internal sealed class PortForwards(Session session, ForwardStore store) : IAsyncDisposable
{
    private const int Tries = 50;

    private readonly List<PortForward> _all = [];
    private List<KeptForward>? _kept;

    public IReadOnlyList<PortForward> All => _all;

    /// <summary>Kept for this context and cluster, running or not.</summary>
    public IReadOnlyList<KeptForward> Kept => KeptList;

    /// <summary>Kept, and not running.</summary>
    public IEnumerable<KeptForward> Waiting => KeptList.Where(k => !_all.Any(f => KeptOf(f) == k));

    /// <summary>From any thread, when one came, went, or has news.</summary>
    public event Action? Changed;

    private List<KeptForward> KeptList => _kept ??= [.. store.Read(Context).Where(k => k.Server == Server)];

    private string Context => session.Client.Settings.ContextName;

    private string Server => session.Client.Settings.Server.GetLeftPart(UriPartial.Authority);

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
                SocketError.AddressAlreadyInUse => $"{request.Local} is taken by another program (or another forward); {Free(request.Local)} is free",
                SocketError.AccessDenied => $"{request.Local} may not be used: ports below 1024 take root",
                SocketError.AddressNotAvailable => $"{request.Local.Address} is no address of this machine",
                _ => $"{request.Local}: {e.Message}",
            });
        }
    }

    /// <summary>Starts one that was kept.</summary>
    /// <returns>The forward, or why there is none.</returns>
    public (PortForward? Forward, string Problem) Start(KeptForward kept, DateTimeOffset now) =>
        session.Find(kept.Resource) is not { } resource ? (null, $"this cluster has no kind {kept.Resource}")
        : !IPEndPoint.TryParse(kept.Local, out var local) ? (null, $"\"{kept.Local}\" is no address")
        : Start(new ForwardRequest(new Selection(resource, kept.Namespace, kept.Name, ""), local, kept.Port), now);

    /// <summary>The next port that can be listened on; 0, any free one, where there is none near.</summary>
    public static int Free(IPEndPoint local)
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(l => l.Port)];
        return Enumerable.Range(local.Port + 1, Tries).FirstOrDefault(p => p <= ushort.MaxValue && !taken.Contains(p));
    }

    public bool IsKept(PortForward forward) => KeptList.Contains(KeptOf(forward));

    /// <summary>To be offered after a restart, or not any more.</summary>
    /// <exception cref="IOException">It can't be noted down.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Keep(PortForward forward, bool keep)
    {
        List<KeptForward> next = [.. KeptList.Where(k => k != KeptOf(forward))];
        if (keep)
        {
            next.Add(KeptOf(forward));
        }

        Write(next);
    }

    /// <summary>One that does not run is offered no more.</summary>
    /// <exception cref="IOException">It can't be noted down.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Forget(KeptForward kept) => Write([.. KeptList.Where(k => k != kept)]);

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

    private KeptForward KeptOf(PortForward forward) => new(
        Server, forward.Request.Target.Resource.FullName, forward.Request.Target.Namespace, forward.Request.Target.Name, forward.Request.Local.ToString(), forward.Request.Port);

    // Those of other clusters under the same context name stay in the file.
    private void Write(List<KeptForward> next)
    {
        store.Write(Context, [.. store.Read(Context).Where(k => k.Server != Server), .. next]);
        _kept = next;
        OnChanged();
    }

    private void OnChanged() => Changed?.Invoke();
}
