using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Replay.Tests;

public sealed class SelectorTests
{
    private static readonly byte[] Labels = """{"name":"x","labels":{"app":"web","tier":"back","n":"5","empty":""}}"""u8.ToArray();

    [Theory]
    [InlineData("app=web", true)]
    [InlineData("app = web , tier==back", true)]
    [InlineData("app!=web", false)]
    [InlineData("other!=web", true)]
    [InlineData("app in (web,x)", true)]
    [InlineData("app notin (web)", false)]
    [InlineData("other notin (web)", true)]
    [InlineData("!other,app", true)]
    [InlineData("!app", false)]
    [InlineData("n>4", true)]
    [InlineData("n<5", false)]
    [InlineData("empty=", true)]
    [InlineData("", true)]
    public void A_label_selector_matches_as_kubernetes_says(string selector, bool expected) =>
        Assert.Equal(expected, LabelSelector.Parse(selector).Matches(Labels));

    [Theory]
    [InlineData("a b")]
    [InlineData("a=,")]
    [InlineData("a in")]
    [InlineData("a in (b")]
    [InlineData("=b")]
    [InlineData("n>x")]
    [InlineData("-a=b")]
    public void A_selector_that_makes_no_sense_is_refused_with_400(string selector) =>
        Assert.Equal(400, Assert.Throws<ApiStatusException>(() => LabelSelector.Parse(selector)).Code);

    [Fact]
    public void Any_text_is_parsed_or_refused_and_nothing_else_happens() =>
        Prop.ForAll<string>(text =>
        {
            try
            {
                LabelSelector.Parse(text).Matches(Labels);
            }
            catch (ApiStatusException e)
            {
                return e.Code == 400;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_json_path_finds_something_or_nothing()
    {
        using var document = JsonDocument.Parse("""{"a":{"b":[{"c":1},{"c":2}]}}""");
        Prop.ForAll<string>(text => SimpleJsonPath.Find(document.RootElement, "." + text).Count >= 0).QuickCheckThrowOnFailure();
        Assert.Equal(["1", "2"], SimpleJsonPath.Find(document.RootElement, ".a.b[*].c").Select(item => item.AsText()));
        Assert.Equal(["2"], SimpleJsonPath.Find(document.RootElement, ".a.b[-1].c").Select(item => item.AsText()));
    }

    [Fact]
    public void Objects_keep_their_content_however_they_are_written()
    {
        var reader = new ObjectReader(9, DateTimeOffset.UnixEpoch);
        var odd = """
            { "kind": "Pod", "spec": {"a": [1, {"b": "ü\u00e4"}]}, "apiVersion": "v1",
              "metadata": { "creationTimestamp": null, "name": "x", "labels": {"k": "v"}, "namespace": "n" } }
            """;

        var item = reader.Read(Encoding.UTF8.GetBytes(odd));
        var node = JsonNode.Parse(item.Json.Span)!;

        Assert.Equal(("n", "x", 9L), (item.Namespace, item.Name, item.Version));
        Assert.Equal("v", JsonNode.Parse(item.Metadata.Span)!["labels"]!["k"]!.GetValue<string>());
        Assert.Equal("9", node["metadata"]!["resourceVersion"]!.GetValue<string>());
        Assert.Equal("üä", node["spec"]!["a"]![1]!["b"]!.GetValue<string>());
        Assert.Null(node["kind"]);
        Assert.Equal(item.Json.ToArray(), reader.Read(item.Json).Json.ToArray());
    }
}
