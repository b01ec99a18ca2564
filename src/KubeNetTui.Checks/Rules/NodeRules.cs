using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>How a node's rules for one frontend differ from the slices, the mildest first.</summary>
internal enum RuleFault
{
    None,

    /// <summary>It is not known what the node does.</summary>
    Unknown,

    /// <summary>No endpoint is ready, and the node does not even refuse: clients wait for a time-out.</summary>
    NotRefused,

    /// <summary>Endpoints are left out; those that are there work.</summary>
    LacksSome,

    /// <summary>Some of what the node sends goes to endpoints that are gone.</summary>
    SomeStale,

    /// <summary>All of what the node sends goes to endpoints that are gone.</summary>
    AllStale,

    /// <summary>Refused or dropped, though endpoints are ready.</summary>
    Refused,

    /// <summary>The node does not know the frontend.</summary>
    Missing,
}

/// <param name="Stale">Programmed, and no endpoint (any more).</param>
/// <param name="Lacking">Endpoints that are not programmed.</param>
internal sealed record FrontendRules(
    Frontend Frontend, Programmed Programmed, ExpectedEndpoints Expected, RuleFault Fault,
    IReadOnlyList<ProgrammedEndpoint> Stale, IReadOnlyList<ProgrammedEndpoint> Lacking)
{
    public static FrontendRules Judge(Frontend frontend, Programmed programmed, ExpectedEndpoints expected, bool isWhole)
    {
        // What drains takes no new connections: it neither has to be an endpoint nor counts as one.
        var taking = programmed.Endpoints.Where(e => !e.IsDraining).ToList();
        var stale = taking.Where(e => !expected.May.Contains(e)).ToList();
        var lacking = expected.Must.Where(e => !taking.Contains(e)).OrderBy(e => e.Address.Value).ToList();
        return new(frontend, programmed, expected, Classify(programmed, expected, taking, stale, lacking, isWhole), stale, lacking);
    }

    private static RuleFault Classify(
        Programmed programmed, ExpectedEndpoints expected, List<ProgrammedEndpoint> taking, List<ProgrammedEndpoint> stale, List<ProgrammedEndpoint> lacking, bool isWhole)
    {
        var isServed = expected.May.Count > 0 && !expected.MayBeNone;
        return programmed.Kind switch
        {
            ProgrammedKind.NotUnderstood => RuleFault.Unknown,
            ProgrammedKind.Missing => !isWhole ? RuleFault.Unknown : isServed ? RuleFault.Missing : RuleFault.NotRefused,
            ProgrammedKind.Rejects or ProgrammedKind.Drops => isServed ? RuleFault.Refused : RuleFault.None,
            _ when taking.Count == 0 => isServed ? isWhole ? RuleFault.Refused : RuleFault.Unknown : RuleFault.None,
            _ when stale.Count == taking.Count => RuleFault.AllStale,
            _ when stale.Count > 0 => RuleFault.SomeStale,
            _ when lacking.Count > 0 => isWhole ? RuleFault.LacksSome : RuleFault.Unknown,
            _ => RuleFault.None,
        };
    }
}

/// <summary>One node's rules for all frontends of a service, of one family.</summary>
internal sealed record NodeRules(Node Node, ProxyRules Rules, IReadOnlyList<FrontendRules> Frontends)
{
    public RuleFault Fault => Rules.Plane is null ? (Rules.IsAbsent ? RuleFault.Missing : RuleFault.Unknown) : Frontends.Count == 0 ? RuleFault.None : Frontends.Max(f => f.Fault);

    /// <summary>The frontend that says most.</summary>
    public FrontendRules? Worst => Frontends.MaxBy(f => f.Fault);

    public static NodeRules Judge(ServiceScope scope, Node node, IReadOnlyList<string> nodes, bool isV6, IEvidence evidence)
    {
        var rules = ProxyRules.Of(node.Name, nodes, isV6, evidence);
        if (rules.Plane is not { } plane)
        {
            return new(node, rules, []);
        }

        var slices = scope.Tally.Slices;
        return new(node, rules,
        [
            .. ServiceFrontends.Of(scope.Service).Where(f => f.Frontend.IsV6 == isV6).Select(f => FrontendRules.Judge(
                f.Frontend, plane.Find(f.Frontend), ExpectedEndpoints.Of(scope.Service, f.Port, slices, f.Frontend, node), plane.IsWhole)),
        ]);
    }
}
