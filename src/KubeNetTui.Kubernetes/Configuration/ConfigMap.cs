using System.Text;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>A map of a kubeconfig: fields by name, each misfit reported with file and line. Fields asked for count as known.</summary>
internal sealed class ConfigMap(YamlValue map, ConfigReading reading, string what)
{
    private readonly HashSet<string> _known = [];

    public Place Place { get; } = new(reading.Path, map.Line);
    public string What { get; } = what;

    public KubeConfigException Wrong(string message) => new($"{Place}: {What} {message}.");

    /// <summary>The first of that name; kubectl's own YAML reader refuses duplicates, a warning serves better.</summary>
    public YamlValue? Get(string name)
    {
        _known.Add(name);
        YamlValue? found = null;
        foreach (var (key, value) in map.Members ?? [])
        {
            if (key != name)
            {
                continue;
            }
            if (found is null)
            {
                found = value;
            }
            else
            {
                Warn(value, $"{name} of {What} is given twice; the first (line {found.Line}) counts");
            }
        }
        return found is { IsNull: true } ? null : found;
    }

    public string? Text(string name) => Get(name) switch
    {
        null => null,
        { Text: { } text } => text,
        var value => throw new KubeConfigException($"{At(value)}: {name} of {What} must be a text, and is {value.Kind}. Correct that line."),
    };

    public bool Flag(string name) => Get(name) switch
    {
        null => false,
        { Text: "true" or "True" or "TRUE" } => true,
        { Text: "false" or "False" or "FALSE" } => false,
        var value => throw new KubeConfigException($"{At(value)}: {name} of {What} must be true or false. Correct that line."),
    };

    public byte[]? Base64(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }
        return Base64Text.TryDecode(text)
            ?? throw new KubeConfigException(
                $"{At(Get(name)!)}: {name} of {What} is not base64 (cut off?). Fetch the kubeconfig again, or name a file with {name[..^"-data".Length]}.");
    }

    /// <summary>A path, made full by the folder of the file that names it.</summary>
    public string? FilePath(string name) => Text(name) is { Length: > 0 } path ? Place.Resolve(path) : null;

    public IReadOnlyList<string> Texts(string name)
    {
        var value = Get(name);
        if (value is null)
        {
            return [];
        }
        if (value.Items is null)
        {
            throw new KubeConfigException($"{At(value)}: {name} of {What} must be a list, and is {value.Kind}. Correct that line.");
        }
        return [.. value.Items.Select(item => item.Text
            ?? throw new KubeConfigException($"{At(item)}: {name} of {What} must be a list of texts. Correct that line."))];
    }

    public ConfigMap? Map(string name, string childWhat)
    {
        var value = Get(name);
        if (value is null)
        {
            return null;
        }
        return value.Members is null
            ? throw new KubeConfigException($"{At(value)}: {name} of {What} must be a map, and is {value.Kind}. Correct that line.")
            : new ConfigMap(value, reading, childWhat);
    }

    /// <summary>kubeconfig's lists of <c>name: …, cluster: {…}</c>.</summary>
    public IEnumerable<(string Name, ConfigMap Map)> Named(string list, string member)
    {
        var value = Get(list);
        if (value is null)
        {
            yield break;
        }
        if (value.Items is null)
        {
            throw new KubeConfigException($"{At(value)}: {list} must be a list, and is {value.Kind}. Correct that line.");
        }
        var seen = new HashSet<string>();
        foreach (var item in value.Items)
        {
            if (item.Members is null)
            {
                throw new KubeConfigException($"{At(item)}: an entry of {list} must be a map with name and {member}, and is {item.Kind}. Correct that line.");
            }
            var entry = new ConfigMap(item, reading, $"an entry of {list}");
            if (entry.Text("name") is not { Length: > 0 } name)
            {
                Warn(item, $"an entry of {list} has no name and is left out");
                continue;
            }
            if (!seen.Add(name))
            {
                Warn(item, $"{member} \"{Printable.Clean(name, 100)}\" is there twice; the first counts");
                continue;
            }
            var title = $"{member} \"{Printable.Clean(name, 100)}\"";
            yield return (name, entry.Map(member, title) ?? new ConfigMap(new YamlValue(item.Line) { Members = [] }, reading, title));
            entry.WarnOfUnknown();
        }
    }

    public IEnumerable<KeyValuePair<string, YamlValue>> Members => map.Members ?? [];

    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _known.Add(name);
        }
    }

    public void WarnOfUnknown()
    {
        foreach (var (key, value) in map.Members ?? [])
        {
            if (_known.Add(key))
            {
                Warn(value, $"{What} has an unknown field {Printable.Clean(key, 60)}, which is left out");
            }
        }
    }

    public void Warn(YamlValue at, string message) => reading.Warnings.Add($"{At(at)}: {message}");

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, map);
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, YamlValue value)
    {
        if (value.Members is { } members)
        {
            json.WriteStartObject();
            foreach (var (key, member) in members.DistinctBy(m => m.Key))
            {
                json.WritePropertyName(key);
                Write(json, member);
            }
            json.WriteEndObject();
        }
        else if (value.Items is { } items)
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                Write(json, item);
            }
            json.WriteEndArray();
        }
        else if (value.Text is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteStringValue(value.Text);
        }
    }

    private Place At(YamlValue value) => new(reading.Path, value.Line);
}
