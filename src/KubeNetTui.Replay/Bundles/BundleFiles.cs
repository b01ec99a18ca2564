using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>
/// The files of a bundle, wherever they are kept: <c>api/&lt;group&gt;.&lt;version&gt;.&lt;resource&gt;.json</c>,
/// <c>nodes/&lt;node&gt;/&lt;section&gt;</c>, <c>pods/&lt;ns&gt;/&lt;pod&gt;/&lt;section&gt;</c>,
/// <c>pods/&lt;ns&gt;/&lt;pod&gt;/logs/&lt;container&gt;[.previous].txt</c>, <c>raw/&lt;path&gt;</c> and <c>bundle.yaml</c>. Anything else is
/// left alone.
/// </summary>
/// <param name="where">The folder or archive, for messages.</param>
internal sealed class BundleFiles(Bundle bundle, string where)
{
    /// <param name="path">With forward slashes, from the bundle's root.</param>
    /// <exception cref="BundleException">The file is not what its name says.</exception>
    public static bool IsOfBundle(string path) => path.Split('/') switch
    {
        ["bundle.yaml"] or ["raw", _] or ["nodes", _, _] or ["pods", _, _, _] => true,
        ["api", var list] => list.EndsWith(".json", StringComparison.Ordinal),
        ["pods", _, _, "logs", var log] => log.EndsWith(".txt", StringComparison.Ordinal),
        _ => false,
    };

    public void Add(string path, byte[] content)
    {
        switch (path.Split('/'))
        {
            case ["bundle.yaml"]:
                BundleDescription.Read(bundle, Encoding.UTF8.GetString(content), $"{where}/{path}");
                break;
            case ["raw", var name]:
                bundle.AddRaw(name, Encoding.UTF8.GetString(content));
                break;
            case ["nodes", var node, var section]:
                bundle.AddNodeSection(node, section, Encoding.UTF8.GetString(content));
                break;
            case ["pods", var ns, var pod, var section]:
                bundle.AddPodSection(ns, pod, section, Encoding.UTF8.GetString(content));
                break;
            case ["pods", var ns, var pod, "logs", var file]:
                AddLog(ns, pod, file, content);
                break;
            case ["api", var file]:
                AddList(file, content, $"{where}/{path}");
                break;
        }
    }

    private void AddLog(string ns, string pod, string file, byte[] content)
    {
        // container[.previous][.status].txt: with a status other than 200 the file is the server's refusal, not a log.
        var parts = file[..^".txt".Length].Split('.').ToList();
        var status = int.TryParse(parts[^1], CultureInfo.InvariantCulture, out var code) ? code : 200;
        if (parts.Count > 1 && parts[^1] == code.ToString(CultureInfo.InvariantCulture))
        {
            parts.RemoveAt(parts.Count - 1);
        }

        var previous = parts.Count > 1 && parts[^1] == "previous";
        if (status == 200)
        {
            bundle.AddLog(ns, pod, string.Join('.', previous ? parts[..^1] : parts), Encoding.UTF8.GetString(content), previous);
        }
    }

    private void AddList(string name, byte[] content, string file)
    {
        var (group, version, resource) = ParseName(name[..^".json".Length], file);
        var qualified = group.Length == 0 ? resource : resource + "." + group;
        try
        {
            using var list = JsonDocument.Parse(content);
            var root = list.RootElement;
            if (root.At("items").ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
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

            AddUnknownKind(group, version, resource, qualified, root);
        }
        catch (JsonException e)
        {
            throw new BundleException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>A custom resource whose definition is not in the bundle: the list tells enough to serve it.</summary>
    private void AddUnknownKind(string group, string version, string resource, string qualified, JsonElement list)
    {
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
}
