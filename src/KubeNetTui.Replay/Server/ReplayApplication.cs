using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KubeNetTui.Replay;

/// <summary>Takes each request through identity and permission to the handler that answers it.</summary>
internal sealed class ReplayApplication : IHttpApplication<HttpContext>
{
    private readonly IBundle _bundle;
    private readonly bool _onlyTaken;
    private readonly ObjectStore _store;
    private readonly Gate _gate;
    private readonly ReplayFaults _faults;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _stop;
    private readonly HealthHandler _health;
    private readonly DiscoveryHandler _discovery;
    private readonly OpenApiHandler _openApi;
    private readonly ReviewHandler _reviews;
    private readonly ListHandler _lists;
    private readonly WatchHandler _watches;
    private readonly WriteHandler _writes;
    private readonly LogHandler _logs;
    private readonly ExecHandler _exec;
    private readonly PortForwardHandler _portForward;
    private readonly ProxyHandler _proxy;

    public ReplayApplication(
        IBundle bundle, ObjectStore store, IPodRuntime runtime, Gate gate, ReplayFaults faults, PodStarter starter, ReplayOptions options,
        CancellationToken stop)
    {
        _bundle = bundle;
        _onlyTaken = options.OnlyTaken;
        _store = store;
        _gate = gate;
        _faults = faults;
        _clock = options.Clock;
        _stop = stop;
        _health = new HealthHandler(bundle.ServerVersion);
        _discovery = new DiscoveryHandler(store);
        _openApi = new OpenApiHandler(store, bundle.ServerVersion);
        _reviews = new ReviewHandler(gate, store, options.OnlyTaken);
        _lists = new ListHandler(store, options.Clock, bundle.IsMeasured ? new DemoUsage(store, options.Clock) : null);
        _watches = new WatchHandler(store, options.Clock, options.BookmarkInterval);
        _writes = new WriteHandler(store, starter, options.Clock);
        _logs = new LogHandler(store, runtime, options.Clock);
        _exec = new ExecHandler(store, runtime, starter);
        _portForward = new PortForwardHandler(store, runtime);
        _proxy = new ProxyHandler(store, bundle, options.NodeProxy);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing of a request outlives it.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            var fault = _faults.Take(context.Request.Method, context.Request.Path + context.Request.QueryString.Value);
            await (fault is null ? AnswerAsync(context) : FaultPlayer.PlayAsync(context, fault, _clock, () => AnswerAsync(context)))
                .ConfigureAwait(false);
        }
        catch (Exception e) when (IsOver(e))
        {
            // The client has gone, the server ends, or a fault cut the connection: no answer is owed.
        }
    }

    private static bool IsOver(Exception e) => e is OperationCanceledException or IOException or BadHttpRequestException;

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context).ConfigureAwait(false);
        }
        catch (ApiStatusException e) when (!context.Response.HasStarted)
        {
            await FailAsync(context, e).ConfigureAwait(false);
        }
        catch (Exception e) when (!IsOver(e) && !context.Response.HasStarted)
        {
            // A mistake here, or an object so odd that a handler stumbles over it, must not end the connection without a word.
            await FailAsync(context, new ApiStatusException(500, "InternalError", $"Internal error occurred: {e.GetType().Name}: {e.Message}"))
                .ConfigureAwait(false);
        }
    }

    private static Task FailAsync(HttpContext context, ApiStatusException failure)
    {
        context.Response.Headers.Remove("Content-Encoding");
        return context.WriteJsonAsync(failure.ToStatus(), failure.Code);
    }

    private async Task RouteAsync(HttpContext context)
    {
        var user = _gate.Identify(context);
        if (ApiRequest.Parse(context.Request) is not { } request)
        {
            await OtherPathAsync(context, user).ConfigureAwait(false);
            return;
        }

        _gate.Require(new AccessRequest(
            user, request.Verb, request.Group, request.Resource, request.Subresource, request.Namespace, request.Name));
        var kind = _store.Kinds.Find(request.Group, request.Version, request.Resource) ?? throw ApiStatusException.NoSuchResource();
        if (await _reviews.TryHandleAsync(context, request, user).ConfigureAwait(false))
        {
            return;
        }

        await (request.Subresource.Length > 0 ? SubresourceAsync(context, kind, request) : ResourceAsync(context, kind, request))
            .ConfigureAwait(false);
    }

    private async Task OtherPathAsync(HttpContext context, User user)
    {
        var path = context.Request.Path.Value!;
        _gate.Require(new AccessRequest(user, context.Request.Method.ToLowerInvariant(), "", "", "", "", "", path));
        if (path == "/")
        {
            await context.WriteJsonAsync(_discovery.Paths()).ConfigureAwait(false);
            return;
        }

        if (_bundle.Raw(path + context.Request.QueryString.Value) is { } raw)
        {
            var (status, text) = RawAnswer(raw);
            await context.WriteTextAsync(text, status).ConfigureAwait(false);
            return;
        }

        if (_onlyTaken && path is ("/livez" or "/readyz" or "/healthz") && context.Request.QueryString.HasValue)
        {
            throw new ApiStatusException(403, "Forbidden", $"{path} is not in this bundle: it was not taken", []);
        }

        var isAnswered = await _health.TryHandleAsync(context).ConfigureAwait(false)
            || await _discovery.TryHandleAsync(context).ConfigureAwait(false)
            || await _openApi.TryHandleAsync(context).ConfigureAwait(false);
        if (!isAnswered)
        {
            if (path.StartsWith("/api", StringComparison.Ordinal))
            {
                throw ApiStatusException.NoSuchResource();
            }

            await context.WriteTextAsync("404 page not found\n", 404).ConfigureAwait(false);
        }
    }

    private static (int Status, string Text) RawAnswer(string raw)
    {
        var end = raw.IndexOf('\n', StringComparison.Ordinal);
        return end > 0 && raw.StartsWith("HTTP ", StringComparison.Ordinal) && int.TryParse(raw.AsSpan(5, end - 5), out var status)
            ? (status, raw[(end + 1)..])
            : (200, raw);
    }

    private async Task ResourceAsync(HttpContext context, ResourceKind kind, ApiRequest request)
    {
        var ns = kind.Namespaced ? request.Namespace : "";
        RequireTaken(kind, request, ns);
        if (!kind.Verbs.Contains(request.Verb))
        {
            throw ApiStatusException.MethodNotAllowed();
        }

        switch (request.Verb)
        {
            case "watch":
                // A watch of one object: by its name, as the API server does.
                if (request.Name.Length > 0)
                {
                    context.Request.QueryString = context.Request.QueryString.Add("fieldSelector", "metadata.name=" + request.Name);
                }

                using (var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop, _faults.Watches))
                {
                    await _watches.WatchAsync(context, kind, ns, stop.Token).ConfigureAwait(false);
                }

                break;
            case "list":
                await _lists.ListAsync(context, kind, ns).ConfigureAwait(false);
                break;
            case "get":
                await _lists.GetAsync(context, kind, ns, request.Name).ConfigureAwait(false);
                break;
            case "create" when request.Name.Length == 0 && (ns.Length > 0 || !kind.Namespaced):
                await _writes.CreateAsync(context, kind, ns).ConfigureAwait(false);
                break;
            case "update" when request.Name.Length > 0:
                await _writes.UpdateAsync(context, kind, request, ns).ConfigureAwait(false);
                break;
            case "patch" when request.Name.Length > 0:
                await _writes.PatchAsync(context, kind, request, ns).ConfigureAwait(false);
                break;
            case "delete":
                await _writes.DeleteAsync(context, kind, ns, request.Name).ConfigureAwait(false);
                break;
            case "deletecollection":
                await _writes.DeleteCollectionAsync(context, kind, ns).ConfigureAwait(false);
                break;
            default:
                throw ApiStatusException.MethodNotAllowed();
        }
    }

    /// <exception cref="ApiStatusException">403: the bundle has nothing of the kind, and an empty list would say that the cluster had none.</exception>
    private void RequireTaken(ResourceKind kind, ApiRequest request, string ns)
    {
        if (!_onlyTaken || request.Verb is not ("get" or "list" or "watch"))
        {
            return;
        }

        var resource = kind.QualifiedName == EventConversion.NewerResource ? EventConversion.Resource : kind.QualifiedName;
        if (_bundle.WhyNotTaken(resource, ns) is { } why)
        {
            throw new ApiStatusException(403, "Forbidden", $"{resource} is not in this bundle: {why}", []);
        }
    }

    /// <exception cref="ApiStatusException">403: nobody asked anything through it when the bundle was taken; a refusal would be taken for the pod's.</exception>
    private bool IsForwardable(HttpContext context, string ns, string pod) =>
        !_onlyTaken || _bundle is not Bundle bundle
        || context.Request.Query["ports"].All(p => int.TryParse(p, out var port) && bundle.HasForwarded(ns, pod, port))
            ? true
            : throw new ApiStatusException(403, "Forbidden", $"no port-forward to {ns}/{pod} is in this bundle: it was not asked when it was taken", []);

    private Task SubresourceAsync(HttpContext context, ResourceKind kind, ApiRequest request)
    {
        if (!kind.Subresources.Contains(request.Subresource))
        {
            throw ApiStatusException.NoSuchResource();
        }

        var ns = kind.Namespaced ? request.Namespace : "";
        return (kind.QualifiedName, request.Subresource, request.Verb) switch
        {
            ("pods", "log", "get") => _logs.HandleAsync(context, kind, ns, request.Name, _stop),
            ("pods", "exec" or "attach", _) => _exec.HandleAsync(context, kind, request, _stop),
            ("pods", "portforward", _) when IsForwardable(context, ns, request.Name) => _portForward.HandleAsync(context, kind, request, _stop),
            ("pods", "eviction", "create") => _writes.EvictAsync(context, kind, ns, request.Name),
            (_, "proxy", _) => _proxy.HandleAsync(context, kind, request),
            (_, "scale", "get") => _writes.GetScaleAsync(context, kind, ns, request.Name),
            (_, _, "get") => _lists.GetAsync(context, kind, ns, request.Name),
            (_, _, "update") => _writes.UpdateAsync(context, kind, request, ns),
            (_, _, "patch") => _writes.PatchAsync(context, kind, request, ns),
            _ => throw ApiStatusException.MethodNotAllowed(),
        };
    }
}
