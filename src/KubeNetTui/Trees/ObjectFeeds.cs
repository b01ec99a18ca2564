using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Trees;

/// <summary>Live lists of the records that checks are made of.</summary>
internal static class ObjectFeeds
{
    public delegate bool TryParse<T>(ReadOnlySpan<byte> json, out T? value, out string? why, bool keepRaw, StringPool? strings);

    public static IListFeed<T> List<T>(IClusterFeeds feeds, ApiResource kind, ListQuery query, TryParse<T> parse) where T : ApiObject
    {
        StringPool strings = new();
        Lock parsing = new();
        return feeds.List(kind.Path(query.Namespace), query, json =>
        {
            // A pool is for one thread; pages of a list may be parsed on several.
            lock (parsing)
            {
                return parse(json, out var value, out _, false, strings) ? value : null;
            }
        });
    }
}
