using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>When a bundle without a date must have been taken: nothing in it is later.</summary>
internal static class BundleMoment
{
    /// <summary>Where times are written as things happen, not planned: a certificate's end is no evidence.</summary>
    private static readonly (string Resource, string[] Fields)[] Times =
    [
        ("nodes", ["lastHeartbeatTime", "lastTransitionTime"]), ("leases.coordination.k8s.io", ["renewTime"]),
        ("events", ["lastTimestamp", "eventTime", "lastObservedTime"]), ("pods", ["lastTransitionTime", "startedAt", "finishedAt"]),
    ];

    public static DateTimeOffset? Latest(IBundle bundle)
    {
        DateTimeOffset? latest = null;
        foreach (var (resource, fields) in Times)
        {
            foreach (var item in bundle.Objects(resource))
            {
                var reader = new Utf8JsonReader(item.Span);
                var isTime = false;
                while (reader.Read())
                {
                    if (reader.TokenType == JsonTokenType.PropertyName)
                    {
                        isTime = fields.Contains(reader.GetString());
                    }
                    else if (isTime && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) && (latest is null || time > latest))
                    {
                        latest = time;
                    }
                }
            }
        }

        return latest;
    }
}
