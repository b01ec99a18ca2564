using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>An HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute of gateway.networking.k8s.io: what they have in common.</summary>
public sealed record GatewayRoute : ApiObject
{
    private readonly string _kind = "HTTPRoute";

    public override string Kind => _kind;

    /// <summary>Empty: those of the listeners.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];

    /// <summary>What it wants to be attached to: gateways, or services (a mesh).</summary>
    public IReadOnlyList<RouteParent> Parents { get; init; } = [];

    public IReadOnlyList<RouteRule> Rules { get; init; } = [];

    /// <summary>What the controllers say, one a parent.</summary>
    public IReadOnlyList<RouteState> States { get; init; } = [];

    /// <param name="kind">What it is where the JSON does not say: items of a list carry no kind.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> json, string kind, [NotNullWhen(true)] out GatewayRoute? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, (ref ObjectReader r) => Read(ref r, kind), out value, out why, keepRaw, strings);

    internal static GatewayRoute Read(ref ObjectReader r, string kind)
    {
        GatewayRoute route = new(kind) { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { route = route with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("hostnames"u8)) { route = route with { Hostnames = r.Texts() }; }
                        else if (r.Is("parentRefs"u8)) { route = route with { Parents = r.List(RouteParent.Read) }; }
                        else if (r.Is("rules"u8)) { route = route with { Rules = r.List(RouteRule.Read) }; }
                    }
                }
                else if (r.Is("status"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("parents"u8)) { route = route with { States = r.List(RouteState.Read) }; }
                    }
                }
            }
        }

        return route;
    }

    [SetsRequiredMembers]
    private GatewayRoute(string kind)
    {
        _kind = kind;
        Meta = ObjectMeta.None;
    }
}

/// <param name="Group">"" for core, where a mesh's services are.</param>
/// <param name="Namespace">"": the route's own.</param>
/// <param name="Section">A listener; "" for all.</param>
/// <param name="Port">0: any.</param>
public sealed record RouteParent(string Group, string Kind, string Namespace, string Name, string Section, int Port)
{
    public bool IsGateway => Kind == "Gateway" && Group == "gateway.networking.k8s.io";

    internal static RouteParent Read(ref ObjectReader r)
    {
        RouteParent parent = new("gateway.networking.k8s.io", "Gateway", "", "", "", 0);
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("group"u8)) { parent = parent with { Group = r.Text() }; }
                else if (r.Is("kind"u8)) { parent = parent with { Kind = r.Text() }; }
                else if (r.Is("namespace"u8)) { parent = parent with { Namespace = r.Text() }; }
                else if (r.Is("name"u8)) { parent = parent with { Name = r.Text() }; }
                else if (r.Is("sectionName"u8)) { parent = parent with { Section = r.Text() }; }
                else if (r.Is("port"u8)) { parent = parent with { Port = r.Number() ?? 0 }; }
            }
        }

        return parent;
    }
}

/// <param name="Matches">What it is for, in short: <c>/catalog</c>, <c>GET /</c>, <c>shop.Catalog/List</c>; empty: everything.</param>
/// <param name="AnswersItself">A filter answers without a backend: a redirect.</param>
public sealed record RouteRule(IReadOnlyList<string> Matches, IReadOnlyList<RouteBackend> Backends, bool AnswersItself)
{
    internal static RouteRule Read(ref ObjectReader r)
    {
        RouteRule rule = new([], [], false);
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("matches"u8)) { rule = rule with { Matches = r.List(ReadMatch) }; }
                else if (r.Is("backendRefs"u8)) { rule = rule with { Backends = r.List(RouteBackend.Read) }; }
                else if (r.Is("filters"u8)) { rule = rule with { AnswersItself = r.List(ReadFilter).Contains("RequestRedirect") }; }
            }
        }

        return rule;
    }

    private static string ReadFilter(ref ObjectReader r) => NamedItem.Read(ref r, "type"u8);

    private static string ReadMatch(ref ObjectReader r)
    {
        string path = "", verb = "", method = "", service = "";
        var more = false;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("path"u8)) { path = NamedItem.Read(ref r, "value"u8); }
                else if (r.Is("method"u8))
                {
                    // HTTPRoute: GET. GRPCRoute: {service, method}.
                    verb = r.Text();
                    if (r.Enter())
                    {
                        while (r.Next())
                        {
                            if (r.Is("service"u8)) { service = r.Text(); }
                            else if (r.Is("method"u8)) { method = r.Text(); }
                        }
                    }
                }
                else if (r.Is("headers"u8) || r.Is("queryParams"u8)) { more = true; }
            }
        }

        var rpc = service.Length + method.Length > 0 ? $"{(service.Length > 0 ? service : "*")}/{(method.Length > 0 ? method : "*")}" : "";
        var text = string.Join(' ', new[] { verb, path.Length > 0 ? path : verb.Length > 0 ? "/" : "", rpc }.Where(t => t.Length > 0));
        return (text.Length > 0 ? text : "/") + (more ? " with headers" : "");
    }
}

/// <param name="Group">"" for core.</param>
/// <param name="Namespace">"": the route's own; another one needs a ReferenceGrant there.</param>
/// <param name="Port">0: none given, which a service must have.</param>
/// <param name="Weight">0: gets nothing.</param>
public sealed record RouteBackend(string Group, string Kind, string Namespace, string Name, int Port, int Weight)
{
    public bool IsService => Kind == "Service" && Group.Length == 0;

    internal static RouteBackend Read(ref ObjectReader r)
    {
        RouteBackend backend = new("", "Service", "", "", 0, 1);
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("group"u8)) { backend = backend with { Group = r.Text() }; }
                else if (r.Is("kind"u8)) { backend = backend with { Kind = r.Text() }; }
                else if (r.Is("namespace"u8)) { backend = backend with { Namespace = r.Text() }; }
                else if (r.Is("name"u8)) { backend = backend with { Name = r.Text() }; }
                else if (r.Is("port"u8)) { backend = backend with { Port = r.Number() ?? 0 }; }
                else if (r.Is("weight"u8)) { backend = backend with { Weight = r.Number() ?? 1 }; }
            }
        }

        return backend;
    }
}

/// <summary>What the controller of one parent says of the route.</summary>
public sealed record RouteState(RouteParent Parent, string Controller, IReadOnlyList<Condition> Conditions)
{
    internal static RouteState Read(ref ObjectReader r)
    {
        RouteParent? parent = null;
        var controller = "";
        Condition[] conditions = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("parentRef"u8)) { parent = RouteParent.Read(ref r); }
                else if (r.Is("controllerName"u8)) { controller = r.Text(); }
                else if (r.Is("conditions"u8)) { conditions = r.List(Condition.Read); }
            }
        }

        return new RouteState(parent ?? new RouteParent("", "", "", "", "", 0), controller, conditions);
    }
}
