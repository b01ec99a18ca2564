using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Screens;

/// <summary>The endpoints of a service, as its EndpointSlices say and not merely by which pods match.</summary>
internal sealed class EndpointsSource : ListSource
{
    private readonly IWorkspace _workspace;
    private readonly string _namespace;
    private readonly string _name;
    private readonly bool _isService;

    private EndpointsSource(IWorkspace workspace, string ns, string name, ListQuery query, bool isService)
        : base(new EndpointsFeed(workspace.Session.Feeds.List<SliceEndpoints>(WellKnownKinds.EndpointSlices.Path(ns), query, SliceEndpoints.Parse)))
    {
        _workspace = workspace;
        _namespace = ns;
        _name = name;
        _isService = isService;
    }

    public override string Title => $"endpoints({_name})";

    public override string Noun => "endpoints";

    public override bool HasObjects => true;

    public override string OpenLabel => "pod";

    /// <summary>Where no row is selected: the service itself, so that <c>v</c> tells why it has no endpoints.</summary>
    public override Selection Whole => new(_isService ? WellKnownKinds.Services : WellKnownKinds.EndpointSlices, _namespace, _name, "");

    public override Page Empty
    {
        get
        {
            if (!_isService)
            {
                return new Page($"EndpointSlice {_namespace}/{_name} has no endpoints", [], [("esc", "back")]);
            }

            var verdict = _workspace.Verdicts?.Of(Subject.Service(_namespace, _name)) ?? default;
            return new Page(
                $"Service {_namespace}/{_name} has no endpoints",
                verdict.Reason.Length > 0 ? [$"{VerdictWords.MarkOf(verdict.Verdict)} {verdict.Reason}"] : [],
                [("v", "verify: why, with the evidence"), ("d", "describe the service"), ("esc", "back")])
            {
                Tone = verdict.Verdict == Verdict.Fail ? StatusTone.Bad : StatusTone.Quiet,
            };
        }
    }

    public static EndpointsSource OfService(IWorkspace workspace, string ns, string name) =>
        new(workspace, ns, name, new ListQuery(ns, LabelSelector: $"kubernetes.io/service-name={name}"), isService: true);

    public static EndpointsSource OfSlice(IWorkspace workspace, string ns, string name) =>
        new(workspace, ns, name, new ListQuery(ns, FieldSelector: $"metadata.name={name}"), isService: false);

    public override Selection? SelectionOf(TableRow row) =>
        row.Name.Length > 0 ? new Selection(WellKnownKinds.Pods, row.Namespace, row.Name, "") : null;

    public override void Open(TableRow row)
    {
        if (SelectionOf(row) is { } pod)
        {
            _workspace.Open(ReadingScreens.Describe(_workspace, pod));
        }
        else
        {
            _workspace.Say($"no pod is named for {row.Cells[0]}: the slice was made by hand, or the address is outside of the cluster");
        }
    }
}
