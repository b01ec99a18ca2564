using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeNetTui.Replay;

/// <summary>
/// Reads a bundle from the folder in which it was kept: <c>api/&lt;group&gt;.&lt;version&gt;.&lt;resource&gt;.json</c>,
/// <c>nodes/&lt;node&gt;/&lt;section&gt;</c>, <c>pods/&lt;ns&gt;/&lt;pod&gt;/&lt;section&gt;</c>,
/// <c>pods/&lt;ns&gt;/&lt;pod&gt;/logs/&lt;container&gt;[.previous].txt</c> and <c>bundle.yaml</c>.
/// </summary>
internal static class BundleFolder
{
    public static Bundle Read(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new BundleException($"{path}: there is no such folder");
        }

        var bundle = new Bundle { Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) };
        ReadDescription(bundle, Path.Combine(path, "bundle.yaml"));
        foreach (var file in Files(Path.Combine(path, "api"), "*.json"))
        {
            ReadList(bundle, file);
        }

        foreach (var node in Folders(Path.Combine(path, "nodes")))
        {
            foreach (var file in Files(node, "*"))
            {
                bundle.AddNodeSection(Path.GetFileName(node), Path.GetFileName(file), File.ReadAllText(file));
            }
        }

        foreach (var ns in Folders(Path.Combine(path, "pods")))
        {
            foreach (var pod in Folders(ns))
            {
                ReadPod(bundle, Path.GetFileName(ns), pod);
            }
        }

        return bundle;
    }

    private static void ReadDescription(Bundle bundle, string file)
    {
        if (!File.Exists(file))
        {
            return;
        }

        try
        {
            var stream = new YamlStream();
            using var reader = new StreamReader(file);
            stream.Load(reader);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }, ..])
            {
                bundle.Name = Scalar(root, "name") ?? bundle.Name;
                bundle.ServerVersion = Scalar(root, "serverVersion") ?? bundle.ServerVersion;
            }
        }
        catch (YamlException e)
        {
            throw new BundleException($"{file}: line {e.Start.Line}: {e.Message}", e);
        }
    }

    private static string? Scalar(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? (value as YamlScalarNode)?.Value : null;

    private static void ReadList(Bundle bundle, string file)
    {
        var (group, version, resource) = ParseName(Path.GetFileNameWithoutExtension(file), file);
        var qualified = group.Length == 0 ? resource : resource + "." + group;
        try
        {
            var text = File.ReadAllBytes(file);
            using var list = JsonDocument.Parse(text);
            var root = list.RootElement;
            var items = root.At("items");
            if (items.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
            {
                throw new BundleException($"{file}: no list: \"items\" is missing");
            }

            if (long.TryParse(root.Text("metadata", "resourceVersion"), CultureInfo.InvariantCulture, out var at))
            {
                bundle.ResourceVersion = Math.Max(bundle.ResourceVersion, at);
            }

            bundle.AddKind(qualified);
            foreach (var item in root.Items("items"))
            {
                bundle.Add(qualified, Encoding.UTF8.GetBytes(item.GetRawText()));
            }

            AddUnknownKind(bundle, group, version, resource, root);
        }
        catch (JsonException e)
        {
            throw new BundleException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>A custom resource whose definition is not in the bundle: the list tells enough to serve it.</summary>
    private static void AddUnknownKind(Bundle bundle, string group, string version, string resource, JsonElement list)
    {
        var qualified = group.Length == 0 ? resource : resource + "." + group;
        var kind = list.Text("kind");
        if (BuiltInKinds.List.Concat(BuiltInKinds.Metrics).Any(known => known.QualifiedName == qualified) || !kind.EndsWith("List", StringComparison.Ordinal))
        {
            return;
        }

        kind = kind[..^4];
        var namespaced = list.Items("items").Any(item => item.Text("metadata", "namespace").Length > 0);
        bundle.AddKind(new ResourceKind(group, version, resource, kind.ToLowerInvariant(), kind, namespaced));
    }

    private static (string Group, string Version, string Resource) ParseName(string name, string file)
    {
        var parts = name.Split('.');
        return parts.Length >= 2
            ? (string.Join('.', parts[..^2]), parts[^2], parts[^1])
            : throw new BundleException($"{file}: expected <group>.<version>.<resource>.json or <version>.<resource>.json");
    }

    private static void ReadPod(Bundle bundle, string ns, string folder)
    {
        var pod = Path.GetFileName(folder);
        foreach (var file in Files(folder, "*"))
        {
            bundle.AddPodSection(ns, pod, Path.GetFileName(file), File.ReadAllText(file));
        }

        foreach (var file in Files(Path.Combine(folder, "logs"), "*.txt"))
        {
            // container[.previous][.status].txt: with a status other than 200 the file is the server's refusal, not a log.
            var parts = Path.GetFileNameWithoutExtension(file).Split('.').ToList();
            var status = int.TryParse(parts[^1], CultureInfo.InvariantCulture, out var code) ? code : 200;
            if (parts.Count > 1 && parts[^1] == code.ToString(CultureInfo.InvariantCulture))
            {
                parts.RemoveAt(parts.Count - 1);
            }

            var previous = parts.Count > 1 && parts[^1] == "previous";
            if (status == 200)
            {
                bundle.AddLog(ns, pod, string.Join('.', previous ? parts[..^1] : parts), File.ReadAllText(file), previous);
            }
        }
    }

    private static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string> Files(string path, string pattern) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal) : [];
}
