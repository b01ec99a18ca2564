using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>Hosts, the services behind them, class and certificate; Enter leads to the services.</summary>
internal sealed class IngressKind() : NetworkKind("networking.k8s.io", "ingresses")
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Text("Class"), Long("Hosts"), Long("Services"), Text("Address"), Text("TLS"), Age];

    public override string OpenLabel => "services";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        Ingress.TryParse(json, out var ingress, out _, strings: strings)
            ? new KindItem(
                ingress.Meta,
                [
                    ingress.Name, OrNone(ingress.ClassName.Length > 0 ? ingress.ClassName : ingress.ClassAnnotation),
                    Some(ingress.Paths.Where(static p => p.Type.Length > 0).Select(static p => p.Host.Length > 0 ? p.Host : "*")),
                    Some(IngressVerdict.BackendsOf(ingress).Select(static b => b.ToString()), 4), Some(ingress.Addresses, 2),
                    Some(ingress.Tls.Select(static t => t.Secret.Length > 0 ? t.Secret : "the controller's"), 2), "",
                ],
                ingress)
            : null;

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is Ingress ingress ? IngressVerdict.Of(ingress, around) : base.Judge(source, around, now);

    public override IReadOnlyList<Backend> BackendsOf(object source) => source is Ingress ingress ? IngressVerdict.BackendsOf(ingress) : [];

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        workspace.Open(new ListScreen(workspace, new BackendsSource(workspace, this, selection)));
        return true;
    }
}
