using KubeNetTui.Kubernetes;

namespace KubeNetTui.App.Commands;

/// <summary><c>:beside prod</c> shows there what is in sight here; <c>:beside svc @prod shop</c> something else.</summary>
internal static class BesideCommand
{
    private const string Usage = ":beside takes a context, or a kind and a context: :beside prod, :beside svc @prod shop";

    public static void Run(Workspace workspace, string rest)
    {
        if (workspace.Beside is not { } beside)
        {
            return;
        }

        var (word, after) = CommandText.Cut(rest);
        if (after.Length == 0 || workspace.Contexts.Any(c => c.Name == rest.TrimStart('@')))
        {
            Open(workspace, beside, rest.TrimStart('@'), workspace.KindBrowsed, isCarried: true);
        }
        else if (KindNames.Find(word, workspace.Session.Catalog ?? WellKnownKinds.Catalog) is not { } kind)
        {
            workspace.Say($"there is no kind \"{word}\"; {Usage}", StatusTone.Warning);
        }
        else if (!KindCommand.TryParse(after, out var which, out var problem))
        {
            workspace.Say($":beside {rest}: {problem}", StatusTone.Warning);
        }
        else if (which.Context is not { } context)
        {
            workspace.Say($"which context? {Usage}", StatusTone.Warning);
        }
        else
        {
            Open(workspace, beside, context, (kind, KindOpening.Elsewhere(workspace, which)), isCarried: which.Namespaces.Count == 0);
        }
    }

    private static void Open(Workspace workspace, IBeside beside, string context, (ApiResource, KindCommand)? place, bool isCarried)
    {
        if (context.Length == 0)
        {
            workspace.Say(Usage, StatusTone.Warning);
            return;
        }

        beside.Open(workspace, context, new Arrival { Place = place, IsCarried = isCarried });
    }
}
