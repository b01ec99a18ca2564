using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>Who serves a class, and whether it is the default; Enter leads to its ingresses.</summary>
internal sealed class IngressClassKind() : NetworkKind("networking.k8s.io", "ingressclasses")
{
    public override IReadOnlyList<TableColumn> Columns { get; } = [Name, Text("Default"), Text("Controller"), Text("Parameters"), Age];

    public override string OpenLabel => "ingresses";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        IngressClass.TryParse(json, out var value, out _, strings: strings)
            ? new KindItem(value.Meta, [value.Name, value.IsDefault ? "yes" : "no", OrNone(value.Controller), OrNone(value.Parameters), ""], value)
            : null;

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is IngressClass value ? IngressClassVerdict.Of(value, around) : base.Judge(source, around, now);

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        workspace.Open(new ListScreen(workspace, new KindSource(
            workspace, WellKnownKinds.Ingresses, new ListQuery(), selection.Name,
            only: row => row.Source is Ingress i && (i.ClassName.Length > 0 ? i.ClassName : i.ClassAnnotation) == selection.Name)));
        return true;
    }
}
