using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>Role and ClusterRole: what it allows, and to whom it is bound. RoleBinding and ClusterRoleBinding: which role, and whose.</summary>
internal sealed class RoleDescriber : IDescriber
{
    private const int Shown = 60;

    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json)
    {
        if (selection.Resource.Kind is "Role" or "ClusterRole")
        {
            // A ClusterRole may be bound in any namespace.
            yield return Evidence.Needs.RoleBindings(selection.Resource.Kind == "Role" ? selection.Namespace : null);
            yield return Evidence.Needs.ClusterRoleBindings();
        }

        yield return CommonParts.EventsOf(selection);
    }

    public void Write(PageBuilder page, Described o)
    {
        page.Head(o, null);
        page.Owners(o);
        if (o.Kind is "Role" or "ClusterRole")
        {
            WriteRules(page, o);
            WriteBindings(page, o);
        }
        else
        {
            var (kind, name) = (o.Root["roleRef"]["kind"].Text, o.Root["roleRef"]["name"].Text);
            page.Heading("Gives");
            page.Field("role", $"{kind} {name}", Tone.Text, o.Link(kind, o.Namespace, name));
            page.Field("where", o.Namespace.Length > 0 ? $"in namespace {o.Namespace}" : "everywhere");
            page.Heading("To", o.Root["subjects"].Items.Any() ? "" : "nobody");
            foreach (var subject in o.Root["subjects"].Items)
            {
                WriteSubject(page, o, subject["kind"].Text, subject["namespace"].Text, subject["name"].Text);
            }
        }

        page.Events(o);
        page.Labels(o);
    }

    private static void WriteRules(PageBuilder page, Described o)
    {
        var rules = o.Root["rules"].Items.ToList();
        page.Heading("Allows", rules.Count == 0 ? "nothing" : "");
        foreach (var rule in rules.Take(Shown))
        {
            var groups = Join(rule["apiGroups"]);
            var what = Join(rule["resources"]) + Join(rule["nonResourceURLs"]);
            var names = Join(rule["resourceNames"]);
            page.Sentence(
            [
                new TextRun(Join(rule["verbs"]) + "  ", Tone.Accent), new TextRun(what.Length > 0 ? what : "nothing"),
                new TextRun(names.Length > 0 ? $" named {names}" : ""), new TextRun(groups.Length > 0 ? $"   ({groups})" : "", Tone.Dim),
            ]);
        }

        if (rules.Count > Shown)
        {
            page.Sentence($"and {rules.Count - Shown} more rules: y shows the YAML", Tone.Dim);
        }

        // The core group has no name.
        static string Join(Fields list) => string.Join(", ", list.Items.Select(static i => i.Text.Length > 0 ? i.Text : "core"));
    }

    private static void WriteBindings(PageBuilder page, Described o)
    {
        var here = o.Evidence.Read<AccessBinding>(Evidence.Needs.RoleBindings(o.Kind == "Role" ? o.Namespace : null));
        var everywhere = o.Evidence.Read<AccessBinding>(Evidence.Needs.ClusterRoleBindings());
        List<AccessBinding> bindings =
        [
            .. here.Items.Concat(everywhere.Items).Where(b => b.RoleKind == o.Kind && b.RoleName == o.Name && (o.Kind == "ClusterRole" || b.Namespace == o.Namespace)),
        ];
        page.Heading("Bound to", here.IsRead && everywhere.IsRead && bindings.Count == 0 ? "nobody" : "");
        page.SaysMissing(here);
        page.SaysMissing(everywhere);
        foreach (var binding in bindings.Take(Shown))
        {
            page.Sentence(
                [new TextRun($"{binding.Kind} {binding.FullName}  ", Tone.Title), new TextRun(binding.Namespace.Length > 0 ? $"in namespace {binding.Namespace}" : "everywhere", Tone.Dim)],
                o.Link(binding.Kind, binding.Namespace, binding.Name));
            foreach (var subject in binding.Subjects.Take(Shown))
            {
                WriteSubject(page, o, subject.Kind, subject.Namespace, subject.Name, level: 2);
            }
        }
    }

    private static void WriteSubject(PageBuilder page, Described o, string kind, string ns, string name, int level = 1) =>
        page.Sentence($"{kind} {(ns.Length > 0 ? ns + "/" : "")}{name}", Tone.Text, kind == "ServiceAccount" ? o.Link(kind, ns, name) : null, level);
}
