using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Trees;

/// <summary>
/// The network tree of a namespace, of all, or of what leads through one object, kept live by a handful of watches: services, slices,
/// ingresses, the Gateway API where it is served, and the table of pods where they are few enough. Nothing is asked for a line.
/// </summary>
internal sealed class NetTreeSource : TreeSource
{
    /// <summary>Endpoints in all namespaces up to which pods are read too, at about half a kilobyte each.</summary>
    internal const int MostPods = 3_000;

    /// <summary>Services and endpoints up to which all of it is open at first.</summary>
    private const int Small = 200;

    private static readonly string[] RouteKinds = ["httproutes", "grpcroutes", "tlsroutes", "tcproutes", "udproutes"];
    private readonly IWorkspace _workspace;
    private readonly string? _namespace;
    private readonly Selection? _about;
    private readonly IListFeed<Service> _services;
    private readonly IListFeed<EndpointSlice> _slices;
    private readonly List<IListFeed<Front>> _fronts = [];
    private ITableFeed? _pods;
    private bool _askedForGateways;
    private bool? _isSmall;
    private int _endpoints;
    private string _count = "";

    /// <param name="ns">Null: all namespaces.</param>
    /// <param name="about">Only what leads through this object; null: all of it.</param>
    public NetTreeSource(IWorkspace workspace, string? ns, Selection? about = null)
    {
        (_workspace, _namespace, _about) = (workspace, ns, about);
        _services = Feeds.Add("services", ObjectFeeds.List<Service>(workspace.Session.Feeds, WellKnownKinds.Services, new ListQuery(ns), Service.TryParse));
        _slices = Feeds.Add("endpointslices", ObjectFeeds.List<EndpointSlice>(workspace.Session.Feeds, WellKnownKinds.EndpointSlices, new ListQuery(ns), EndpointSlice.TryParse));
        AddFront("ingresses.networking.k8s.io");
        if (ns is not null || about?.Resource.IsSameKind(WellKnownKinds.Nodes) == true)
        {
            AddPods();
        }
    }

    public override string Title => _about is { } about ? $"tree({about.Resource.Singular} {(about.Namespace.Length > 0 ? about.Namespace + "/" : "")}{about.Name})" : $"tree({_namespace ?? "all"})";

    public override string Count => _count;

    public override IReadOnlyList<ListNote> Notes
    {
        get
        {
            if (_pods is null && _endpoints > MostPods)
            {
                var what = $"All namespaces, {ListStatus.Number(_endpoints)} endpoints: pods are judged by what their EndpointSlices say. :tree NAMESPACE reads its pods too.";
                return [new ListNote(what, Tone.Dim), .. base.Notes];
            }

            return base.Notes;
        }
    }

    public override Page Empty
    {
        get
        {
            if (Feeds.RefusalOf("services") is { } failure)
            {
                var own = _workspace.Session.Client.Settings.DefaultNamespace;
                var page = Page.Of(failure, "The network tree stands on services, and they can't be read");
                return _namespace is null ? page with { Ways = [($":tree {own}", $"the namespace of this context, {own}"), .. page.Ways] } : page;
            }

            return _about is { } about
                ? new Page($"Nothing leads to {about.Resource.Singular} {about.Name}", ["No gateway, ingress, service or EndpointSlice names it."], [("esc", "back")])
                : new Page($"No services in {(_namespace is { } ns ? $"namespace {ns}" : "this cluster")}", [], [(":tree all", "all namespaces"), (":ns", "choose a namespace"), ("esc", "back")]);
        }
    }

    public override string? CommandIn(string? ns) => _about is null ? $"tree {ns ?? "all"}" : null;

    /// <summary>The tree of what is selected: of a node in all namespaces, else in the object's own.</summary>
    public static NetTreeSource About(IWorkspace workspace, Selection about) => new(workspace, about.Namespace.Length > 0 ? about.Namespace : null, about);

    /// <summary>Why there is no network tree about it; null where there is.</summary>
    public static string? WhyNot(Selection selection) => selection.Resource switch
    {
        { Group: "", Plural: "services" or "pods" or "nodes" } or { Group: "networking.k8s.io", Plural: "ingresses" } or { Group: "discovery.k8s.io", Plural: "endpointslices" } => null,
        { Group: "gateway.networking.k8s.io", Plural: var plural } when plural == "gateways" || RouteKinds.Contains(plural) => null,
        var other => $"no traffic goes through {other.Plural}",
    };

    public override IReadOnlyList<TreeItem> Build()
    {
        AskForGateways();
        var services = _services.Snapshot();
        var slices = _slices.Snapshot();
        _endpoints = slices.Sum(s => s.Endpoints.Count);
        if (_pods is null && !Feeds.IsLoading && _endpoints <= MostPods)
        {
            AddPods();
        }

        // Decided once: a tree that closed by itself while one reads it would be a surprise.
        var isSmall = _isSmall ?? services.Count + _endpoints <= Small;
        _isSmall = Feeds.IsLoading ? null : isSmall;
        List<TableRow>? rows = null;
        if (_pods is { Status.State: not (LiveState.Loading or LiveState.Refused) } pods)
        {
            pods.CopyTo(rows = []);
        }

        _count = $"{Number(services.Count, "service")} · {Number(_endpoints, "endpoint")}";
        NetObjects objects = new()
        {
            Namespace = _namespace, Services = services, Slices = slices, Fronts = [.. _fronts.SelectMany(f => f.Snapshot())], Pods = rows,
            Verdicts = _workspace.Verdicts, Find = name => _workspace.Session.Find(name), IsSmall = isSmall,
        };
        return _about is { } about ? NetTree.About(objects, about) : NetTree.Of(objects);
    }

    internal static string Number(int count, string word) => $"{ListStatus.Number(count)} {word}{(count == 1 ? "" : "s")}";

    // Known when discovery has answered: clusters without the Gateway API are not asked for it.
    private void AskForGateways()
    {
        if (_askedForGateways || _workspace.Session.Catalog is null)
        {
            return;
        }

        _askedForGateways = true;
        foreach (var plural in (string[])["gateways", .. RouteKinds])
        {
            AddFront($"{plural}.gateway.networking.k8s.io");
        }
    }

    private void AddFront(string name)
    {
        if (_workspace.Session.Find(name) is { } kind)
        {
            var feed = _workspace.Session.Feeds.List(kind.Path(_namespace), new ListQuery(_namespace), json => Front.Parse(kind.Kind, json));
            _fronts.Add(Feeds.Add(kind.Plural, feed));
        }
    }

    private void AddPods()
    {
        var node = _about is { } about && about.Resource.IsSameKind(WellKnownKinds.Nodes) ? $"spec.nodeName={about.Name}" : null;
        _pods = Feeds.Add("pods", _workspace.Session.Feeds.Table(WellKnownKinds.Pods, new ListQuery(_namespace, FieldSelector: node)));
    }
}
