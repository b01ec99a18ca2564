using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Acting;

public sealed class ActingScreenTests
{
    [Fact]
    public async Task Delete_asks_how_shows_the_request_and_is_a_no_on_Enter()
    {
        await using Person person = new(command: "pods");

        Assert.Contains("delete pod", person.Press("ctrl-d").Screen, StringComparison.Ordinal);
        person.Press("1");
        Assert.Contains("DELETE /api/v1/namespaces/", person.Screen, StringComparison.Ordinal);
        Assert.Contains("$ kubectl delete pod/", person.Screen, StringComparison.Ordinal);
        Assert.Contains("not done", person.Press("enter").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_read_only_mode_nothing_that_changes_is_offered()
    {
        await using Person person = new(command: "pods", readOnly: true);

        Assert.Contains("delete: the program was started read-only", person.Press("ctrl-d").Screen, StringComparison.Ordinal);
        Assert.Contains("kill: the program was started read-only", person.Press("ctrl-k").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_server_would_refuse_says_which_rule_is_missing()
    {
        Rights rights = new((_, _) => Task.FromResult<ReadOnlyMemory<byte>>("""
            {"status":{"resourceRules":[{"verbs":["get","list","watch"],"apiGroups":["*"],"resources":["*"]}]}}
            """u8.ToArray()), CancellationToken.None);
        await rights.Of("shop");

        Assert.Equal("you may not delete pods in shop: no Role or ClusterRole of yours allows it", rights.WhyNot("delete", "", "pods", "shop", "web-1"));
        Assert.Null(rights.WhyNot("list", "", "pods", "shop", ""));
    }

    [Fact]
    public async Task What_comes_from_the_cluster_reaches_a_question_as_visible_marks_only()
    {
        await using Person person = new(command: "pods");
        Selection evil = new(WellKnownKinds.Pods, "shop", "a\u001b[2Jb", "");

        ActionQuestion.Ask(person.Workspace, ObjectPlans.Delete([evil], "Background"));

        Assert.DoesNotContain('\u001b', person.Screen);
        Assert.Contains("delete pod shop/a", person.Screen, StringComparison.Ordinal);
    }
}
