using System.Net;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// An address claimed for a service. Guards: what is younger than two minutes may be ahead of its service or behind it; the API server's
/// repair loop needs some minutes for the rest; a service outside of what is read is not judged.
/// </summary>
public static class IpAddressVerdict
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static LiveJudgement Of(IpAddressClaim claim, ISurroundings around, DateTimeOffset now)
    {
        if (!claim.IsOfService || now - claim.Meta.Created < Patience)
        {
            return new LiveJudgement(Verdict.NotApplicable, "");
        }

        var (service, unknown) = around.Service(claim.ParentNamespace, claim.ParentName);
        if (service is null)
        {
            return unknown is { Length: > 0 }
                ? LiveJudgements.Of(Verdict.Unknown, unknown)
                : LiveJudgements.Of(Verdict.Warn, $"leaked: no service {claim.ParentNamespace}/{claim.ParentName}");
        }

        if (!service.ClusterIps.Any(ip => Same(ip, claim.Name)))
        {
            return LiveJudgements.Of(Verdict.Warn, $"conflict: {service.Name} has {string.Join(", ", service.ClusterIps)}");
        }

        return around.ServiceCidrs.Value is { Count: > 0 } ranges && !ranges.SelectMany(r => r.Cidrs).Any(c => Holds(c, claim.Name))
            ? LiveJudgements.Of(Verdict.Warn, "in no ServiceCIDR")
            : new LiveJudgement(Verdict.Pass, "");
    }

    private static bool Same(string left, string right) =>
        left == right || (IPAddress.TryParse(left, out var a) && IPAddress.TryParse(right, out var b) && a.Equals(b));

    private static bool Holds(string cidr, string address) =>
        IPNetwork.TryParse(cidr, out var range) && IPAddress.TryParse(address, out var ip) && range.Contains(ip);
}
