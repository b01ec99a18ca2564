using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// Events are served by two groups under different field names (staging/src/k8s.io/api/events/v1/types.go names the old ones).
/// They are kept as the core group has them.
/// </summary>
internal static class EventConversion
{
    public const string Resource = "events";
    public const string NewerResource = "events.events.k8s.io";

    private static readonly (string Core, string Newer)[] Names =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    public static byte[] ToCore(ReadOnlyMemory<byte> newer) => Renamed(newer, newerToCore: true);

    public static byte[] ToNewer(ReadOnlyMemory<byte> core) => Renamed(core, newerToCore: false);

    public static JsonObject Rename(JsonObject item, bool newerToCore)
    {
        var renamed = new JsonObject();
        foreach (var (name, value) in item.ToArray())
        {
            var other = Array.Find(Names, pair => (newerToCore ? pair.Newer : pair.Core) == name);
            item.Remove(name);
            renamed[other == default ? name : newerToCore ? other.Core : other.Newer] = value;
        }

        return renamed;
    }

    private static byte[] Renamed(ReadOnlyMemory<byte> item, bool newerToCore) =>
        JsonBytes.From(Rename((JsonObject)JsonNode.Parse(item.Span)!, newerToCore));
}
