using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeNetTui.Evidence.Tests;

public sealed partial class YamlTextTests
{
    [Fact]
    public void An_object_looks_as_kubectl_writes_it()
    {
        YamlText yaml = Make("""
            {"spec":{"selector":{"app":"web"},"ports":[{"port":80,"name":"http","targetPort":"http"}],"clusterIPs":["10.96.0.1"],"empty":{},"none":[]},
             "kind":"Service","metadata":{"name":"web","labels":{"version":"1.20","on":"true","t":"2026-01-31T12:00:00Z"},"managedFields":[{"manager":"x"}]}}
            """);

        Assert.Equal(
            """
            kind: Service
            metadata:
              labels:
                "on": "true"
                t: "2026-01-31T12:00:00Z"
                version: "1.20"
              name: web
            spec:
              clusterIPs:
              - 10.96.0.1
              empty: {}
              none: []
              ports:
              - name: http
                port: 80
                targetPort: http
              selector:
                app: web
            """.ReplaceLineEndings("\n"), string.Join('\n', yaml.Lines));
    }

    [Fact]
    public void Each_field_knows_its_line()
    {
        YamlText yaml = Make("""{"spec":{"selector":{"app.kubernetes.io/name":"web","tier":"fe"},"ports":[{"port":80},{"port":81}]}}""");

        Assert.Equal("    tier: fe", yaml.Lines[yaml.LineOf("spec.selector.tier")]);
        Assert.Equal("    app.kubernetes.io/name: web", yaml.Lines[yaml.LineOf("spec.selector.app.kubernetes.io/name")]);
        Assert.Equal("  - port: 81", yaml.Lines[yaml.LineOf("spec.ports[1].port")]);
        Assert.Equal(yaml.LineOf("spec.ports[1].port"), yaml.LineOf("spec.ports[1]"));
        Assert.Equal("  selector:", yaml.Lines[yaml.LineOf("spec.selector")]);
        Assert.Equal(-1, yaml.LineOf("spec.nothing"));
    }

    [Fact]
    public void Texts_of_several_lines_are_literal_blocks()
    {
        YamlText yaml = Make("""{"data":{"Corefile":".:53 {\n    errors\n\n    loop\n}\n","end":"a\nb"}}""");

        Assert.Equal(["data:", "  Corefile: |", "    .:53 {", "        errors", "", "        loop", "    }", "  end: |-", "    a", "    b"], yaml.Lines);
    }

    [Fact]
    public void ManagedFields_are_shown_on_request() =>
        Assert.True(YamlText.TryMake("""{"metadata":{"managedFields":[{"manager":"x"}]}}"""u8.ToArray(), out YamlText? yaml, out _, managedFields: true)
            && yaml.LineOf("metadata.managedFields[0].manager") > 0);

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":")]
    [InlineData("""{"a":"\ud800"}""")]
    public void What_is_no_JSON_comes_back_with_a_reason(string json)
    {
        Assert.False(YamlText.TryMake(Encoding.UTF8.GetBytes(json), out YamlText? yaml, out string? why));
        Assert.Null(yaml);
        Assert.NotEmpty(why!);
    }

    [Fact]
    public void No_line_carries_an_escape_or_a_line_end()
    {
        YamlText yaml = Make("""{"a":"\u001b[31mred","b":"x\r\ny","c\u0007":"\u0085\u2028"}""");

        Assert.All(yaml.Lines, l => Assert.DoesNotContain(l, c => char.IsControl(c) || c is '\u2028' or '\u2029'));
    }

    [Fact]
    public void A_YAML_reader_gets_the_same_values_back()
    {
        Prop.ForAll(Values(3).ToArbitrary(), value =>
        {
            string json = value?.ToJsonString() ?? "null";
            Assert.True(YamlText.TryMake(Encoding.UTF8.GetBytes(json), out YamlText? yaml, out _, managedFields: true));
            string text = string.Join('\n', yaml.Lines) + "\n";
            YamlStream stream = [];
            stream.Load(new StringReader(text));
            AssertSame(value, stream.Documents[0].RootNode, text);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void A_YAML_reader_gets_real_objects_back()
    {
        foreach (ListNeed need in (ListNeed[])[Needs.Pods(null), Needs.Services(null), new("", "v1", "configmaps"), Needs.Nodes()])
        {
            foreach (ApiObject item in CaptureFiles.List(need).Objects)
            {
                Assert.True(YamlText.TryMake(item.Raw, out YamlText? yaml, out _));
                YamlStream stream = [];
                stream.Load(new StringReader(string.Join('\n', yaml.Lines) + "\n"));
                AssertSame(JsonNode.Parse(item.Raw.Span), stream.Documents[0].RootNode, item.FullName);
            }
        }
    }

    private static void AssertSame(JsonNode? json, YamlNode yaml, string text)
    {
        switch (json)
        {
            case JsonObject o:
                YamlMappingNode map = Assert.IsType<YamlMappingNode>(yaml);
                Assert.Equal(o.Count, map.Children.Count);
                foreach ((YamlNode key, YamlNode value) in map.Children)
                {
                    string name = ((YamlScalarNode)key).Value!;
                    Assert.True(o.ContainsKey(name), $"{name} is not in the JSON:\n{text}");
                    AssertSame(o[name], value, text);
                }

                break;
            case JsonArray a:
                YamlSequenceNode list = Assert.IsType<YamlSequenceNode>(yaml);
                Assert.Equal(a.Count, list.Children.Count);
                for (int i = 0; i < a.Count; i++)
                {
                    AssertSame(a[i], list.Children[i], text);
                }

                break;
            default:
                YamlScalarNode scalar = Assert.IsType<YamlScalarNode>(yaml);
                bool isText = json?.GetValueKind() == System.Text.Json.JsonValueKind.String;
                Assert.Equal(isText ? json!.GetValue<string>() : json?.ToJsonString() ?? "null", scalar.Value);

                // Plain and read as a number, a boolean, a date or nothing by some reader: the value would change its type.
                Assert.False(isText && scalar.Style == ScalarStyle.Plain && OtherThanText(scalar.Value!), $"{scalar.Value} needs quotes:\n{text}");
                break;
        }
    }

    private static bool OtherThanText(string plain) =>
        plain.Length == 0 || bool.TryParse(plain, out _) || plain.ToLowerInvariant() is "~" or "null" or "yes" or "no" or "on" or "off" or "y" or "n"
        || double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !plain.Contains("inf", StringComparison.OrdinalIgnoreCase) && !plain.Contains("nan", StringComparison.OrdinalIgnoreCase)
        || OddNumber().IsMatch(plain) || DateTime.TryParseExact(plain, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static Gen<JsonNode?> Values(int depth)
    {
        Gen<JsonNode?> text = Texts().Select(t => (JsonNode?)JsonValue.Create(t));
        Gen<JsonNode?> plain = Gen.OneOf(
            text, text, Gen.Choose(-1000, 100000).Select(i => (JsonNode?)JsonValue.Create(i)),
            Gen.Elements<bool>(true, false).Select(b => (JsonNode?)JsonValue.Create(b)), Gen.Constant<JsonNode?>(null));
        if (depth == 0)
        {
            return plain;
        }

        Gen<JsonNode?> list = Gen.Choose(0, 3).SelectMany(n => Gen.ArrayOf(Values(depth - 1), n)).Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())]));
        Gen<JsonNode?> map = Gen.Choose(0, 4).SelectMany(n => Gen.ArrayOf(Texts().Zip(Values(depth - 1)), n)).Select(pairs =>
        {
            JsonObject o = [];
            foreach ((string key, JsonNode? value) in pairs)
            {
                o[key] = value?.DeepClone();
            }

            return (JsonNode?)o;
        });
        return Gen.OneOf(plain, list, map);
    }

    private static Gen<string> Texts()
    {
        Gen<string> traps = Gen.Elements(
            "", " ", "-", "--", "---", "...", "- a", "-a", "?", "? a", ":", "a:", "a: b", "a:b", "#", "a #b", "a#b", "&a", "*a", "!a", "|", ">", "'", "\"", "it's", "%", "@", "`", "{", "}", "[", "]", ",", "a, b",
            "null", "~", "true", "No", "ON", "y", "1", "-1", "+1", "1.5", ".5", "1.", "1e3", "5e10", "0x1F", "0o17", "017", "0b11", "1_000", "22:30", "190:20:30", ".inf", "-.INF", ".nan", "2026-01-31", "2026-1-1", "2026-01-31T12:00:00Z", "=", "<<",
            "a\nb", "a\nb\n", "a\n\n", "\n", "\na", " a\nb", "a\n b\n", "a\n  \nb", "a\tb", "\ta", "a\n\tb", "a\rb", "a ", "a\nb ", "\u0085", "\u2028", "\ufeff", "\u00a0a", "日本", "😀", "\u001b[0m", "\u007f", "C:\\x", "key: |", "a:\nb:");
        Gen<string> joined = Gen.ArrayOf(traps, 2).Select(string.Concat);
        Gen<string> letters = Gen.Choose(0, 8).SelectMany(n => Gen.ArrayOf(Gen.Elements("abz019 -_.:/#'\"\\\n\t{}[],&*!|>%@`?~=+éß".ToCharArray()), n)).Select(c => new string(c));
        return Gen.OneOf(traps, joined, letters);
    }

    private static YamlText Make(string json)
    {
        Assert.True(YamlText.TryMake(Encoding.UTF8.GetBytes(json), out YamlText? yaml, out _));
        return yaml;
    }

    [GeneratedRegex(@"^[-+]?(0[xX][0-9a-fA-F]+|0o?[0-7]+|0b[01]+|[0-9][0-9_]*|[0-9]+(:[0-5]?[0-9])+)$")]
    private static partial Regex OddNumber();
}
