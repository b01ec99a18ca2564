using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A ServiceAccount: what is bound to it, and which pods run as it.</summary>
internal sealed class AccountDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        Evidence.Needs.Pods(selection.Namespace), Evidence.Needs.RoleBindings(selection.Namespace), Evidence.Needs.ClusterRoleBindings(), CommonParts.EventsOf(selection),
    ];

    public void Write(PageBuilder page, Described o)
    {
        page.Head(o, null);
        page.Heading("Account");
        page.Field("token", o.Root["automountServiceAccountToken"] is { Exists: true, IsTrue: false }
            ? "not mounted, unless a pod asks for it" : "mounted into its pods, unless a pod says otherwise");
        foreach (var secret in o.Root["imagePullSecrets"].Items)
        {
            page.Field("pulls images by", secret["name"].Text, Tone.Text, o.Link("Secret", o.Namespace, secret["name"].Text));
        }

        foreach (var secret in o.Root["secrets"].Items)
        {
            page.Field("secret", secret["name"].Text, Tone.Text, o.Link("Secret", o.Namespace, secret["name"].Text));
        }

        page.Owners(o);
        WriteBindings(page, o);
        var pods = o.Evidence.Pods(o.Namespace);
        List<Pod> own = [.. pods.Items.Where(p => p.ServiceAccount == o.Name)];
        page.Heading("Pods that run as it", pods.IsRead && own.Count == 0 ? "none" : "");
        if (!page.SaysMissing(pods) && own.Count > 0)
        {
            page.PodTable(o, own);
        }

        page.Events(o);
        page.Labels(o);
    }

    private static void WriteBindings(PageBuilder page, Described o)
    {
        var (here, everywhere) = (o.Evidence.Read<AccessBinding>(Evidence.Needs.RoleBindings(o.Namespace)), o.Evidence.Read<AccessBinding>(Evidence.Needs.ClusterRoleBindings()));
        List<AccessBinding> bindings = [.. here.Items.Concat(everywhere.Items).Where(b => b.Subjects.Any(s => s.IsServiceAccount(o.Namespace, o.Name)))];
        page.Heading("May", here.IsRead && everywhere.IsRead && bindings.Count == 0 ? "nothing but what everybody may" : "");
        page.SaysMissing(here);
        page.SaysMissing(everywhere);
        if (bindings.Count > 0)
        {
            page.Table(["ROLE", "WHERE", "BY"], [.. bindings.Select(b => new PageRow(
                [
                    new TextRun($"{b.RoleKind} {b.RoleName}"),
                    new TextRun(b.Namespace.Length > 0 ? $"namespace {b.Namespace}" : "everywhere", b.Namespace.Length > 0 ? Tone.Text : Tone.Warn),
                    new TextRun($"{b.Kind} {b.Name}", Tone.Dim),
                ],
                o.Link(b.RoleKind, b.RoleKind == "Role" ? b.Namespace : "", b.RoleName)))]);
        }
    }
}
