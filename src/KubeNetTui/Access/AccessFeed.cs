using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Access;

/// <summary>
/// Rows of what somebody may do: live from Roles and bindings where they may be read; for oneself also what the server lists, and for
/// others, where roles can't be read, what the server answers about the kinds that everybody knows.
/// </summary>
internal sealed class AccessFeed : ITableFeed
{
    private readonly IListFeed<AccessRole> _clusterRoles;
    private readonly IListFeed<AccessBinding> _clusterBindings;
    private readonly IListFeed<AccessRole> _roles;
    private readonly IListFeed<AccessBinding> _bindings;
    private readonly Session _session;
    private readonly string? _namespace;
    private readonly CancellationTokenSource _ending;
    private readonly Lock _lock = new();
    private Dictionary<string, (TableRow Row, Grant Grant)> _rows = [];
    private IReadOnlyList<Grant> _told = [];
    private LiveStatus _toldStatus;
    private Who _who;
    private Task _asking;
    private long _asked;

    /// <param name="ns">Null: all namespaces.</param>
    public AccessFeed(Session session, Who who, string? ns, DateTimeOffset now)
    {
        (_session, _who, _namespace) = (session, who, ns);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(session.Ending);
        _clusterRoles = Roles("clusterroles", null, "ClusterRole");
        _clusterBindings = Bindings("clusterrolebindings", null, "ClusterRoleBinding");
        _roles = Roles("roles", ns, "Role");
        _bindings = Bindings("rolebindings", ns, "RoleBinding");
        _toldStatus = new LiveStatus(LiveState.Loading, now, null);
        _clusterBindings.Changed += OnChanged;
        _clusterRoles.Changed += OnChanged;
        _roles.Changed += OnChanged;
        _bindings.Changed += OnChanged;
        _asking = AskAsync(now);
    }

    public event Action? Changed;

    public Who Who
    {
        get
        {
            lock (_lock)
            {
                return _who;
            }
        }
    }

    /// <summary>What could not be read, and what follows from that.</summary>
    public IReadOnlyList<(string What, ApiFailure Failure)> Refused
    {
        get
        {
            List<(string, ApiFailure)> refused = [];
            foreach (var (what, status) in new[] { ("ClusterRoleBindings", _clusterBindings.Status), ("RoleBindings", _bindings.Status), ("ClusterRoles", _clusterRoles.Status), ("Roles", _roles.Status) })
            {
                if (status is { State: LiveState.Refused, Failure: { } failure })
                {
                    refused.Add((what, failure));
                }
            }

            return refused;
        }
    }

    /// <summary>Why the server did not say it itself; null: it did, or was not asked.</summary>
    public ApiFailure? NotTold
    {
        get
        {
            lock (_lock)
            {
                return _toldStatus.Failure;
            }
        }
    }

    /// <summary>There is no role to go by, and the server was asked about the usual kinds, one by one.</summary>
    public bool IsSampled
    {
        get
        {
            lock (_lock)
            {
                return _who.Kind != WhoKind.Me && _told.Count > 0;
            }
        }
    }

    public LiveStatus Status
    {
        get
        {
            LiveStatus told;
            lock (_lock)
            {
                told = _toldStatus;
            }

            return FeedStatus.Of([_clusterBindings.Status, _bindings.Status, _clusterRoles.Status, _roles.Status, told]);
        }
    }

    public IReadOnlyList<TableColumn> Columns { get; } =
    [
        new("What", "string", "name", "", 0), Text("Verbs", ListColumn.Trimming), Text("Where"), Text("Only"), Text("Granted by", ListColumn.Shrinking), Text("Role", ListColumn.Shrinking),
    ];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _rows.Count;
            }
        }
    }

    public long Generation => _clusterBindings.Generation + _bindings.Generation + _clusterRoles.Generation + _roles.Generation + Interlocked.Read(ref _asked);

    /// <summary>The grant behind a row.</summary>
    public Grant? Behind(TableRow row)
    {
        lock (_lock)
        {
            return _rows.TryGetValue(row.Uid, out var found) ? found.Grant : null;
        }
    }

    public void CopyTo(List<TableRow> into)
    {
        var book = new RoleBook(_clusterRoles.Snapshot(), _clusterBindings.Snapshot(), _roles.Snapshot(), _bindings.Snapshot());
        lock (_lock)
        {
            var grants = book.Of(_who, _clusterRoles.Status.State != LiveState.Refused, _roles.Status.State != LiveState.Refused).ToList();
            var known = grants.Select(g => (g.What, g.Verbs)).ToHashSet();
            grants.AddRange(_told.Where(t => !known.Contains((t.What, t.Verbs))));
            var rows = new Dictionary<string, (TableRow, Grant)>();
            foreach (var grant in grants)
            {
                var uid = $"{grant.What}|{grant.Verbs}|{grant.Names}|{grant.Where}|{grant.By}|{grant.Role}";
                rows[uid] = (_rows.TryGetValue(uid, out var old) ? old.Row : RowOf(uid, grant), grant);
            }

            _rows = rows;
            into.AddRange(rows.Values.Select(r => r.Item1));
        }
    }

    public void Refresh()
    {
        _clusterBindings.Refresh();
        _bindings.Refresh();
        _clusterRoles.Refresh();
        _roles.Refresh();
        lock (_lock)
        {
            if (_asking.IsCompleted)
            {
                _asking = AskAsync(_toldStatus.Since);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _clusterBindings.DisposeAsync().ConfigureAwait(false);
        await _bindings.DisposeAsync().ConfigureAwait(false);
        await _clusterRoles.DisposeAsync().ConfigureAwait(false);
        await _roles.DisposeAsync().ConfigureAwait(false);
        await _asking.ConfigureAwait(false);
        _ending.Dispose();
    }

    private static TableColumn Text(string name, string format = "") => new(name, "string", format, "", 0);

    private static TableRow RowOf(string uid, Grant grant) => new()
    {
        Uid = uid, Namespace = "", Name = grant.What, ResourceVersion = "", Created = null, Deleting = null, Labels = [], Controller = null,
        Cells = [grant.What, grant.Verbs, grant.Where, grant.Names, grant.By, grant.Role.Length > 0 ? $"{grant.RoleKind} {grant.Role}" : ""],
    };

    private IListFeed<AccessRole> Roles(string plural, string? ns, string kind) => _session.Feeds.List(
        PathOf(plural, ns), new ListQuery(ns), json => AccessRole.TryParse(json, kind, out var role, out _) ? role : null);

    private IListFeed<AccessBinding> Bindings(string plural, string? ns, string kind) => _session.Feeds.List(
        PathOf(plural, ns), new ListQuery(ns), json => AccessBinding.TryParse(json, kind, out var binding, out _) ? binding : null);

    private static string PathOf(string plural, string? ns) =>
        $"/apis/rbac.authorization.k8s.io/v1/{(ns is null ? "" : $"namespaces/{Uri.EscapeDataString(ns)}/")}{plural}";

    private void OnChanged() => Changed?.Invoke();

    private async Task AskAsync(DateTimeOffset now)
    {
        var (who, told, failure) = (Who, (IReadOnlyList<Grant>)[], (ApiFailure?)null);
        try
        {
            if (who.Kind == WhoKind.Me)
            {
                who = await AccessReviews.WhoAmIAsync(_session.Client, _ending.Token).ConfigureAwait(false) ?? who;
                told = await AccessReviews.MyRulesAsync(_session.Client, _namespace ?? _session.Client.Settings.DefaultNamespace, _ending.Token).ConfigureAwait(false);
            }
            else if (await AreRolesRefusedAsync().ConfigureAwait(false))
            {
                told = await AccessReviews.SampleAsync(_session.Client, who, _namespace, _ending.Token).ConfigureAwait(false);
            }
        }
        catch (ApiException e)
        {
            failure = e.Failure;
        }
        catch (OperationCanceledException)
        {
            return; // it was closed
        }

        lock (_lock)
        {
            (_who, _told) = (who, told);
            _toldStatus = failure is null ? new LiveStatus(LiveState.Live, now, null) : new LiveStatus(LiveState.Refused, now, failure);
        }

        Interlocked.Increment(ref _asked);
        OnChanged();
    }

    /// <summary>Waits until it is known.</summary>
    private async Task<bool> AreRolesRefusedAsync()
    {
        using var changed = new SemaphoreSlim(0);
        void Wake() => changed.Release();

        Changed += Wake;
        try
        {
            while (true)
            {
                LiveState[] states = [_clusterBindings.Status.State, _bindings.Status.State, _clusterRoles.Status.State, _roles.Status.State];
                if (states.Contains(LiveState.Refused) || !states.Contains(LiveState.Loading))
                {
                    return states.Contains(LiveState.Refused);
                }

                await changed.WaitAsync(_ending.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            Changed -= Wake;
        }
    }
}
