using System.Text.Json;

namespace KubeNetTui.Kubernetes.Tests;

/// <summary>The recorded answers of a real cluster (tests/captures).</summary>
internal static class Captures
{
    public static string Root { get; } = Find();

    public static string Api => Path.Combine(Root, "k8s-1.33-iptables", "api");

    public static byte[] Bytes(params ReadOnlySpan<string> path) => File.ReadAllBytes(Path.Combine([Api, .. path]));

    public static IEnumerable<string> Tables => Directory.GetFiles(Path.Combine(Api, "tables"), "*.json").Select(p => Path.GetFileName(p));

    /// <summary>A recorded WebSocket conversation, one JSON object a line.</summary>
    public static IReadOnlyList<JsonElement> Conversation(string name) =>
        [.. File.ReadLines(Path.Combine(Root, "websocket", name + ".jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KubeNetTui.sln")))
        {
            folder = folder.Parent;
        }
        return Path.Combine(folder!.FullName, "tests", "captures");
    }
}
