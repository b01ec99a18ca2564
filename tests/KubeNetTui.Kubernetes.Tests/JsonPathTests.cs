using System.Text.Json;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class JsonPathTests
{
    private static readonly JsonElement Pod = JsonDocument.Parse("""
        {
          "metadata": {"name": "web-1", "labels": {"app": "web", "topology.kubernetes.io/zone": "z1"}, "annotations": {"a": ""}},
          "spec": {"hostNetwork": false, "priority": 10, "nodeName": null,
            "containers": [
              {"name": "app", "image": "shop/web:1", "ports": [{"containerPort": 80}, {"containerPort": 443}], "resources": {"requests": {"cpu": "10m"}}},
              {"name": "proxy", "image": "envoy:2", "ports": [{"containerPort": 15001}]},
              {"name": "logs", "image": "vector:3"}]},
          "status": {"phase": "Running", "conditions": [
            {"type": "Ready", "status": "False", "lastTransitionTime": "2026-05-01T00:00:00Z"},
            {"type": "PodScheduled", "status": "True"}]}
        }
        """).RootElement;

    [Theory]
    [InlineData(".metadata.name", "web-1")]
    [InlineData("metadata.name", "web-1")]
    [InlineData("{.metadata.name}", "web-1")]
    [InlineData("$.metadata.name", "web-1")]
    [InlineData(".metadata['name']", "web-1")]
    [InlineData("['metadata'][\"name\"]", "web-1")]
    [InlineData(@".metadata.labels.topology\.kubernetes\.io/zone", "z1")]
    [InlineData(".metadata.labels['topology.kubernetes.io/zone']", "z1")]
    [InlineData(".spec.containers[0].name", "app")]
    [InlineData(".spec.containers[-1].name", "logs")]
    [InlineData(".spec.containers[*].name", "app,proxy,logs")]
    [InlineData(".spec.containers[0:2].name", "app,proxy")]
    [InlineData(".spec.containers[1:].name", "proxy,logs")]
    [InlineData(".spec.containers[:-1].name", "app,proxy")]
    [InlineData(".spec.containers[::2].name", "app,logs")]
    [InlineData(".spec.containers[0,2].name", "app,logs")]
    [InlineData(".metadata['name','labels'].app", "web")]
    [InlineData(".spec.containers[*].ports[*].containerPort", "80,443,15001")]
    [InlineData("..containerPort", "80,443,15001")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "False")]
    [InlineData(".status.conditions[?(@.type=='Ready')].status", "False")]
    [InlineData(".status.conditions[?(@.type != \"Ready\")].type", "PodScheduled")]
    [InlineData(".status.conditions[?(@.lastTransitionTime)].type", "Ready")]
    [InlineData(".spec.containers[?(@.ports[0].containerPort > 443)].name", "proxy")]
    [InlineData(".spec.containers[?(@.name<=\"logs\")].name", "app,logs")]
    [InlineData(".spec.hostNetwork", "false")]
    [InlineData(".spec.priority", "10")]
    [InlineData(".spec.containers[0].resources.requests", "cpu=10m")]
    [InlineData(".spec.containers[0].resources", """{"requests": {"cpu": "10m"}}""")]
    [InlineData(".metadata.labels", "app=web,topology.kubernetes.io/zone=z1")]
    [InlineData(".metadata.*.app", "web")]
    [InlineData(".status.conditions.[0].type", "Ready")]
    [InlineData(".spec.gone.deeper", "<none>")]
    [InlineData(".spec.containers.name", "<none>")]
    [InlineData(".spec.containers[7].name", "<none>")]
    [InlineData(".spec.containers[-7].name", "<none>")]
    [InlineData(".metadata.name[0]", "<none>")]
    [InlineData(".spec.nodeName", "<none>")]
    [InlineData(".metadata.annotations.a", "<none>")]
    public void A_path_leads_where_kubectls_leads(string text, string expected)
    {
        Assert.True(JsonPath.TryParse(text, out var path, out var problem), problem);
        Assert.Equal(expected, path.Print(Pod));
    }

    [Theory]
    [InlineData(".spec[", "the closing \"]\" is missing of \"[\"")]
    [InlineData(".spec['a", "the closing \"]\" is missing")]
    [InlineData(".spec[]", "\"[]\" holds nothing: [*] stands for all")]
    [InlineData(".spec[x]", "\"[x]\" is no index, no range, no quoted name and no filter")]
    [InlineData(".spec[1:2:0]", "the step must be 1 or more")]
    [InlineData(".spec[1:2:3:4]", "is no index")]
    [InlineData(".spec..", "a name was expected at the end")]
    [InlineData(".a.", "a name was expected at the end")]
    [InlineData(".a b", "\".\" or \"[\" was expected at \" b\"")]
    [InlineData(".a[?@.x]", "a filter is written [?(…)]")]
    [InlineData(".a[?(@.x==y)]", "\"y\" is no path (@.name), no quoted text, no number")]
    public void What_is_no_path_is_said(string text, string expected)
    {
        Assert.False(JsonPath.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_metadata_is_enough_is_known_from_the_path()
    {
        Assert.True(Parse(".metadata.labels.app").IsOfMetadata);
        Assert.False(Parse(".spec.nodeName").IsOfMetadata);
        Assert.False(Parse("..name").IsOfMetadata);
    }

    [Fact]
    public void A_cell_does_not_hold_a_whole_object()
    {
        using var large = JsonDocument.Parse($$"""{"a":"{{new string('x', 5000)}}"}""");
        Assert.Equal(1024, Parse(".a").Print(large.RootElement).Length);
    }

    [Fact]
    public void Any_text_is_a_path_or_a_problem_and_never_an_exception()
    {
        var random = new Random(7);
        string[] words = [".", "..", "[", "]", "*", "'", "\"", "?(", ")", "@", "$", "a", "\\", "{", "}", ":", ",", "-1", "0", "==", "<", " ", "metadata", "spec", "é", "[?(@.a==\"b\")]"];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(words.Length)]));
            if (JsonPath.TryParse(text, out var path, out var problem))
            {
                Assert.NotEmpty(path.Print(Pod));
            }
            else
            {
                Assert.NotEmpty(problem);
            }
        }
    }

    private static JsonPath Parse(string text) => JsonPath.TryParse(text, out var path, out var problem) ? path : throw new FormatException(problem);
}
