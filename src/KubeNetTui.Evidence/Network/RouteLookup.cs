namespace KubeNetTui.Evidence;

/// <summary>Which way a packet goes, as <c>ip route get</c> would say, from tables that were read.</summary>
/// <param name="Route">Null: no route, which is "network unreachable".</param>
/// <param name="Rule">The rule whose table had it.</param>
/// <param name="Conditional">
/// Rules asked before it that take some packets only (by mark, interface, port) and have a route for them: for those it may be another way.
/// </param>
public sealed record RouteLookup(NetworkRoute? Route, RoutingRule? Rule, IReadOnlyList<RoutingRule> Conditional)
{
    /// <summary>A rule, not a route, refuses it.</summary>
    public bool IsRefusedByRule => Rule is { Action: "blackhole" or "unreachable" or "prohibit" };

    /// <summary>No route, or one that drops or rejects.</summary>
    public bool IsRefused => IsRefusedByRule || Route is null or { Refuses: true };

    /// <param name="source">Where the packet comes from; null: not known, so that rules by source are conditional.</param>
    public static RouteLookup Find(RouteTable routes, RoutingRules rules, IpPrefix destination, IpPrefix? source = null)
    {
        List<RoutingRule> conditional = [];
        foreach (var rule in rules.Items)
        {
            if (!MayApply(rule, destination, source))
            {
                continue;
            }

            var route = rule.Table.Length > 0 ? routes.Best(destination, rule.Table) : null;
            if (rule.Conditions.Count > 0 || (rule.Source is { } from && (source is not { } sender || !from.Contains(sender))))
            {
                if (route is not null || rule.Action.Length > 0)
                {
                    conditional.Add(rule);
                }
            }
            else if (rule.Action is "blackhole" or "unreachable" or "prohibit" || route is { Kind: not RouteKind.Throw })
            {
                return new(route, rule, conditional);
            }
        }

        return new(null, null, conditional);
    }

    private static bool MayApply(RoutingRule rule, IpPrefix destination, IpPrefix? source) =>
        (rule.Destination is not { } to || to.Contains(destination))
        && (rule.Source is not { } from || (from.IsV6 == destination.IsV6 && (source is not { } sender || from.Overlaps(sender))));
}
