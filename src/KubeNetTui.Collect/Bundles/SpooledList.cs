using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>Objects of one kind on disk, a line each, until all are read: an archive wants to know a file's length before it.</summary>
internal sealed class SpooledList(string folder, string group, string version, string resource) : IDisposable
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly FileStream _file = new(
        Path.Combine(folder, $"{group}.{version}.{resource}"),
        new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16 });

    public string Qualified => group.Length == 0 ? resource : $"{resource}.{group}";

    public string FileName => $"api/{(group.Length == 0 ? "" : group + ".")}{version}.{resource}.json";

    public long Length => _file.Length;

    public int Count { get; private set; }

    public string ResourceVersion { get; set; } = "";

    /// <summary>Namespaces of which it was read; empty: all of them.</summary>
    public List<string> Namespaces { get; } = [];

    public bool Fits(ListNeed need) => (need.Group, need.Version, need.Resource) == (group, version, resource);

    public void Add(JsonObject item)
    {
        using (Utf8JsonWriter writer = new(_file, Plain))
        {
            item.WriteTo(writer);
        }

        _file.WriteByte((byte)'\n');
        Count++;
    }

    /// <summary>The list as the API server gives it, in a file of its own that ends with its stream.</summary>
    /// <param name="change">Of each object, last of all; null: none.</param>
    public FileStream ToList(Action<JsonObject>? change, CancellationToken cancellation)
    {
        FileStream list = new(
            _file.Name + ".json",
            new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16 });
        list.Write(Encoding.UTF8.GetBytes(
            $$"""{"kind":"List","apiVersion":"{{(group.Length == 0 ? version : $"{group}/{version}")}}","metadata":{"resourceVersion":{{Quoted(ResourceVersion)}}},"items":["""));
        _file.Position = 0;
        using StreamReader lines = new(_file, leaveOpen: true);
        for (int i = 0; lines.ReadLine() is { } line; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            list.Write(i == 0 ? "\n"u8 : ",\n"u8);
            if (change is null)
            {
                list.Write(Encoding.UTF8.GetBytes(line));
                continue;
            }

            JsonObject item = (JsonObject)JsonNode.Parse(line)!;
            change(item);
            using Utf8JsonWriter writer = new(list, Plain);
            item.WriteTo(writer);
        }

        list.Write("\n]}\n"u8);
        list.Position = 0;
        return list;
    }

    public void Dispose() => _file.Dispose();

    private static string Quoted(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";
}
