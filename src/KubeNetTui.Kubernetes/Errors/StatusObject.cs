using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>The server's own words on an error: <c>kind: Status</c>. Fields that are not there are "".</summary>
internal sealed record StatusObject(string Status, string Message, string Reason, int Code, int RetryAfterSeconds, IReadOnlyList<(string Reason, string Message)> Causes)
{
    /// <summary>Null: this is no Status. Never throws.</summary>
    public static StatusObject? TryParse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.String)
            {
                return null;
            }
            var causes = new List<(string, string)>();
            var retry = 0;
            if (root.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object)
            {
                retry = Number(details, "retryAfterSeconds");
                if (details.TryGetProperty("causes", out var list) && list.ValueKind == JsonValueKind.Array)
                {
                    causes.AddRange(list.EnumerateArray().Select(cause => (Text(cause, "reason"), Text(cause, "message"))));
                }
            }
            return new StatusObject(Text(root, "status"), Text(root, "message"), Text(root, "reason"), Number(root, "code"), retry, causes);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}
