using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.Configuration;

namespace KubeNetTui.Forwarding;

/// <summary>A forward that is to be offered again after a restart.</summary>
/// <param name="Server">The API server's address: a context of that name may lead elsewhere one day.</param>
/// <param name="Resource">The kind's full name: <c>pods</c>, <c>deployments.apps</c>.</param>
/// <param name="Local">Address and port of this machine.</param>
internal sealed record KeptForward(string Server, string Resource, string Namespace, string Name, string Local, int Port);

/// <summary>Forwards kept across restarts, a file for each context. They are only offered: nothing is forwarded by itself.</summary>
internal sealed class ForwardStore(string folder)
{
    private const int Most = 100;

    public static ForwardStore Of(Func<string, string?> variable) => new(Path.Combine(ConfigFolders.From(variable).State, "forwards"));

    /// <summary>None where nothing was kept, or where the file is none of this program's.</summary>
    public IReadOnlyList<KeptForward> Read(string context)
    {
        try
        {
            return File.Exists(FileOf(context)) && JsonNode.Parse(File.ReadAllBytes(FileOf(context))) is JsonArray items
                ? [.. items.Take(Most).Select(i => new KeptForward(Text(i, "server"), Text(i, "resource"), Text(i, "namespace"), Text(i, "name"), Text(i, "local"), (int?)i?["port"] ?? 0)).Where(k => k is { Name.Length: > 0, Port: > 0 })]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(string context, IReadOnlyList<KeptForward> kept)
    {
        var file = FileOf(context);
        if (kept.Count == 0)
        {
            File.Delete(file);
            return;
        }

        Directory.CreateDirectory(folder);
        JsonArray items = new([.. kept.Select(k => (JsonNode)new JsonObject
        {
            ["server"] = k.Server, ["resource"] = k.Resource, ["namespace"] = k.Namespace, ["name"] = k.Name, ["local"] = k.Local, ["port"] = k.Port,
        })]);

        // Half a file must never stand there under its name.
        File.WriteAllText(file + ".new", items.ToJsonString(), new UTF8Encoding(false));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static string Text(JsonNode? item, string name) => (string?)item?[name] ?? "";

    private string FileOf(string context) => Path.Combine(folder, ConfigFolders.AsName(context.Length > 0 ? context : "in-cluster") + ".json");
}
