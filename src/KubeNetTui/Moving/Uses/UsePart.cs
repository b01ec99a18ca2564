using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Moving;

/// <summary>One kind to look through for what uses an object.</summary>
/// <param name="Namespace">Null: all of them.</param>
/// <param name="Read">From an object and what is known of it to the use; null: it does not use it.</param>
/// <param name="FieldSelector">Which of them the server need not send; null: it sends all.</param>
internal sealed record UsePart(ApiResource Resource, string? Namespace, Func<Fields, Use, Use?> Read, string? FieldSelector = null)
{
    public IListFeed<Use> Start(IClusterFeeds feeds) =>
        feeds.List(Resource.Path(Resource.Namespaced ? Namespace : null), new ListQuery(Namespace, FieldSelector: FieldSelector), Parse);

    private Use? Parse(ReadOnlySpan<byte> json)
    {
        var root = Fields.Parse(json.ToArray());
        var meta = root["metadata"];
        return meta["name"].Text is { Length: > 0 } name
            ? Read(root, new Use(Resource, meta["namespace"].Text, name, meta["uid"].Text, meta["creationTimestamp"].Time, ""))
            : null;
    }
}
