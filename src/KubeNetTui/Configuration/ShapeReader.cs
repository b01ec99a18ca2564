using System.Globalization;
using KubeNetTui.CommandLine;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;
using YamlDotNet.Core;

namespace KubeNetTui.Configuration;

/// <summary>Holds a file's text against its shape: what fits comes back, what does not is said with its line and left out.</summary>
internal sealed class ShapeReader(string file, List<ConfigProblem> problems)
{
    /// <returns>Never null; <see cref="ConfigValue.Nothing"/> where nothing could be read.</returns>
    public static ConfigValue Read(string file, string text, Shape shape, List<ConfigProblem> problems)
    {
        try
        {
            return YamlTree.Parse(text) is { IsNull: false } root
                ? new ShapeReader(file, problems).Read(root, shape, "the file") ?? ConfigValue.Nothing
                : ConfigValue.Nothing;
        }
        catch (YamlException e)
        {
            problems.Add(new ConfigProblem(file, e.Start.Line, $"not YAML: {e.Message}; nothing of this file is used"));
            return ConfigValue.Nothing;
        }
    }

    private ConfigValue? Read(YamlValue value, Shape shape, string path) => shape switch
    {
        ScalarShape scalar => ReadScalar(value, scalar, path),
        ListShape list => ReadList(value, list, path),
        MapShape map => ReadMap(value, map, path),
        ObjectShape members => ReadObject(value, members, path),
        _ => null,
    };

    private ConfigValue? ReadScalar(YamlValue value, ScalarShape shape, string path)
    {
        if (value.Text is not { } text)
        {
            return Wrong(value, path, shape, $"not {value.Kind}");
        }

        var fits = shape.Kind switch
        {
            _ when shape.Allowed.Count > 0 => shape.Allowed.Contains(text),
            ScalarKind.Flag => ConfigValue.IsFlag(text),
            ScalarKind.Number => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= shape.Least && number <= shape.Most,
            ScalarKind.Key => KeyEvent.TryParse(KeyText.FromK9s(text), out _),
            ScalarKind.Color => text is "-" || Color.TryParse(text, out _),
            _ => true,
        };
        return fits ? new ConfigValue(value.Line) { Text = text } : Wrong(value, path, shape, $"not \"{text}\"");
    }

    private ConfigValue? ReadList(YamlValue value, ListShape shape, string path)
    {
        if (value.IsNull)
        {
            return new ConfigValue(value.Line);
        }

        return value.Items is { } items
            ? new ConfigValue(value.Line) { Items = [.. items.Select((item, i) => Read(item, shape.Item, $"{path}[{i}]")).OfType<ConfigValue>()] }
            : Wrong(value, path, shape, $"not {value.Kind}");
    }

    private ConfigValue? ReadMap(YamlValue value, MapShape shape, string path)
    {
        if (value.IsNull)
        {
            return new ConfigValue(value.Line);
        }

        return value.Members is { } members
            ? new ConfigValue(value.Line) { Members = Collect(members, path, (name, member) => Read(member, shape.Value, $"{path} {name}")) }
            : Wrong(value, path, shape, $"not {value.Kind}");
    }

    private ConfigValue? ReadObject(YamlValue value, ObjectShape shape, string path)
    {
        if (value.IsNull)
        {
            return new ConfigValue(value.Line);
        }

        if (value.Members is not { } members)
        {
            return Wrong(value, path, shape, $"not {value.Kind}");
        }

        var read = new ConfigValue(value.Line)
        {
            Members = Collect(members, path, (name, member) =>
            {
                if (shape.Find(name) is { } known)
                {
                    return member.IsNull ? null : Read(member, known.Shape, $"{(path == "the file" ? "" : path + ".")}{name}");
                }

                if (!shape.IsOpen)
                {
                    var names = shape.Members.Select(m => m.Name).ToList();
                    problems.Add(new ConfigProblem(file, member.Line, $"{path} has no \"{name}\"{NearNames.Hint(name, names)}; there are {string.Join(", ", names)}"));
                }

                return null;
            }),
        };
        if (shape.Members.FirstOrDefault(m => m.IsRequired && !read[m.Name].IsSet) is { } missing)
        {
            problems.Add(new ConfigProblem(file, value.Line, $"{path} lacks \"{missing.Name}\" ({missing.Shape.Words}) and is left out"));
            return null;
        }

        return read;
    }

    private Dictionary<string, ConfigValue> Collect(IEnumerable<KeyValuePair<string, YamlValue>> members, string path, Func<string, YamlValue, ConfigValue?> read)
    {
        Dictionary<string, ConfigValue> found = [];
        foreach (var (name, member) in members)
        {
            if (read(name, member) is not { } value)
            {
                continue;
            }

            if (found.TryGetValue(name, out var earlier))
            {
                problems.Add(new ConfigProblem(file, member.Line, $"{path} has \"{name}\" twice; line {earlier.Line} is passed over"));
            }

            found[name] = value;
        }

        return found;
    }

    private ConfigValue? Wrong(YamlValue value, string path, Shape shape, string found)
    {
        problems.Add(new ConfigProblem(file, value.Line, $"{path} must be {shape.Words}, {found}"));
        return null;
    }
}
