using System.Text.Json;

namespace KubeNetTui.Replay.Tests;

/// <summary>The recorded answers of a real API server, 1.33.13 (tests/captures/README.md).</summary>
internal static class Captures
{
    public static string Root { get; } = Path.Combine(RepositoryRoot(), "tests", "captures");

    public static string Iptables { get; } = Path.Combine(Root, "k8s-1.33-iptables");

    public static JsonDocument Json(params string[] path) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine([Iptables, .. path])));

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KubeNetTui.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the repository's root is not above " + AppContext.BaseDirectory);
    }
}
