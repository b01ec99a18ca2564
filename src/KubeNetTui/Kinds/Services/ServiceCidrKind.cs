using System.Net;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>A range of service addresses, and how much of it is taken; Enter leads to the addresses.</summary>
internal sealed class ServiceCidrKind() : NetworkKind("networking.k8s.io", "servicecidrs")
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Text("Ranges"), Text("Size"), Text("Used"), Text("Free"), Text("State"), Age];

    public override string OpenLabel => "addresses";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        ServiceCidr.TryParse(json, out var value, out _, strings: strings)
            ? new KindItem(
                value.Meta,
                [value.Name, Some(value.Cidrs), string.Join(", ", value.Cidrs.Select(AddressRange.SizeText)), "", "", StateOf(value), ""],
                new CidrFacts(value, null, 0))
            : null;

    public override RowsBeside? Beside(IClusterFeeds feeds, ListQuery query) =>
        new CidrUse(feeds.List(new ApiResource("networking.k8s.io", "v1", "ipaddresses", "ipaddress", "IPAddress", false, [], [], []).Path(), new ListQuery(), ParseClaim));

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is CidrFacts facts ? ServiceCidrVerdict.Of(facts.Range, facts.Used, facts.Size) : base.Judge(source, around, now);

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        if (NetworkKinds.Served(workspace, "networking.k8s.io", "ipaddresses") is not { } addresses)
        {
            workspace.Say("this server serves no IPAddresses", StatusTone.Warning);
            return true;
        }

        ObjectReading.Then(workspace, selection, json =>
        {
            var ranges = ServiceCidr.TryParse(json.Span, out var value, out _) ? value.Cidrs.Select(AddressRange.Parse).OfType<IPNetwork>().ToList() : [];
            workspace.Open(new ListScreen(workspace, new KindSource(
                workspace, addresses, new ListQuery(), selection.Name,
                only: row => IPAddress.TryParse(row.Name, out var ip) && ranges.Exists(r => r.Contains(ip)))));
        });
        return true;
    }

    internal static ClaimedAddress? ParseClaim(ReadOnlySpan<byte> json) =>
        IpAddressClaim.TryParse(json, out var claim, out _) && IPAddress.TryParse(claim.Name, out var ip) ? new ClaimedAddress(ip) : null;

    private static string StateOf(ServiceCidr value) => value.Meta.Deleting is not null ? "Terminating"
        : value.Conditions.FirstOrDefault(static c => c.Type == "Ready") switch { null => "<unknown>", { IsTrue: true } => "Ready", _ => "NotReady" };
}

/// <param name="Used">Of its fullest range; null: not known.</param>
/// <param name="Size">Of that range; 0: more than anybody counts.</param>
internal sealed record CidrFacts(ServiceCidr Range, long? Used, long Size);

/// <summary>What is kept of an IPAddress to count it.</summary>
internal sealed record ClaimedAddress(IPAddress Ip);
