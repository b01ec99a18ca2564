using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Reading;

/// <summary>An object that is described, with the evidence that stands around it.</summary>
/// <param name="Json">The object as the server sent it; a Secret's values are already masked.</param>
/// <param name="Evidence">What the describer asked for, as far as it could be had.</param>
internal sealed record Described(Selection Selection, ReadOnlyMemory<byte> Json, IEvidence Evidence, ApiCatalog Catalog)
{
    public Fields Root { get; } = Fields.Parse(Json);

    public DateTimeOffset Now => Evidence.Now;

    public string Namespace => Selection.Namespace;

    public string Name => Selection.Name;

    public string Kind => Root["kind"].Text is { Length: > 0 } kind ? kind : Selection.Resource.Kind;

    public LabelSet Labels => new(Root["metadata"]["labels"].Pairs);

    /// <summary><c>3h12m</c>; "" for a time that is not known.</summary>
    public string Age(DateTimeOffset? since) => since is { } at ? Screens.Age.Text(Now - at) : "";

    /// <summary>To an object of a kind, or null where the server serves no such kind or the name is "".</summary>
    public Selection? Link(string kind, string ns, string name) =>
        name.Length > 0 && (Catalog.Find(kind) ?? WellKnownKinds.Catalog.Find(kind)) is { } resource
            ? new Selection(resource, resource.Namespaced ? ns : "", name, "")
            : null;
}

/// <summary>How one kind of object is described: what has to be read for it, and the page that is made from it.</summary>
internal interface IDescriber
{
    IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json);

    void Write(PageBuilder page, Described o);
}
