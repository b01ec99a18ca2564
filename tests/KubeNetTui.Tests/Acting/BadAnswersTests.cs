using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Acting;

/// <summary>Every action against an object that has just gone, was changed, is refused, or a server that does not answer: named, and nothing else.</summary>
public sealed class BadAnswersTests
{
    private const string Webhook = "admission webhook \"guard.example.org\" denied the request: not on a Friday";

    /// <summary>List, object, keys up to the question, the method that is sent.</summary>
    public static TheoryData<string, string, string, string> Actions => new()
    {
        { "pods", "web", "ctrl-d 1", "DELETE" },
        { "pods", "web", "ctrl-k", "DELETE" },
        { "pods", "web", "ctrl-l text:tier=x enter", "PATCH" },
        { "pods", "web", "alt-a text:note=x enter", "PATCH" },
        { "deployments", "web", "s ctrl-u text:4 enter", "PATCH" },
        { "deployments", "web", "r", "PATCH" },
        { "deployments", "web", "i ctrl-u text:nginx:2 enter", "PATCH" },
        { "deployments", "web", "ctrl-p", "PATCH" },
        { "cronjobs", "report", "s", "PATCH" },
        { "cronjobs", "report", "t", "POST" },
        { "nodes", "node-a", "c", "PATCH" },
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_object_that_has_gone_meanwhile_is_named(string list, string name, string keys, string method) =>
        await RefusedAsync(list, name, keys, new Fault("", FaultKind.Status, 404, Method: method), "is gone meanwhile");

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task A_conflict_is_named(string list, string name, string keys, string method) =>
        await RefusedAsync(list, name, keys, new Fault("", FaultKind.Status, 409, Method: method), method == "DELETE" ? "nothing was deleted" : "was changed by somebody else meanwhile");

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task A_right_that_is_missing_is_named(string list, string name, string keys, string method) =>
        await RefusedAsync(list, name, keys, new Fault("", FaultKind.Status, 403, Method: method), "not allowed (403)");

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task A_webhooks_refusal_is_told_from_a_right_that_is_missing(string list, string name, string keys, string method) =>
        await RefusedAsync(list, name, keys, new Fault("", FaultKind.Status, 403, Method: method, Message: Webhook), "a webhook of the cluster refuses it");

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task A_server_that_answers_with_a_page_leaves_open_whether_it_was_done(string list, string name, string keys, string method) =>
        await RefusedAsync(list, name, keys, new Fault("", FaultKind.Html, Method: method), "whether it was done is not known");

    [Fact]
    public async Task Of_several_those_that_were_not_done_are_named_and_those_that_were_too()
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        await at.Person.Until("web-");
        string[] pods = [.. at.Store.Names("pods").Where(n => n.Namespace == "shop" && n.Name.StartsWith("web-", StringComparison.Ordinal)).Select(n => n.Name)];
        at.Faults.Add(new Fault($"/pods/{pods[1]}", FaultKind.Status, 403, Method: "DELETE"));
        Selection[] all = [.. pods.Select(p => new Selection(WellKnownKinds.Pods, "shop", p, ""))];

        KubeNetTui.Acting.ActionQuestion.Ask(at.Person.Workspace, KubeNetTui.Acting.ObjectPlans.Delete(all, "Background"));
        foreach (string pod in pods)
        {
            Assert.Contains(pod, at.Person.Screen, StringComparison.Ordinal);
        }

        at.Person.Press("y");

        await at.Person.Until($"1 of {pods.Length} were not done");
        Assert.Contains($"✗ {pods[1]}: ", at.Person.Screen, StringComparison.Ordinal);
        Assert.Contains($"✓ {pods[0]}", at.Person.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(at.Store.Names("pods"), n => n.Name == pods[0]);
        Assert.Contains(at.Store.Names("pods"), n => n.Name == pods[1]);
    }

    [Fact]
    public async Task A_drain_tells_of_each_pod_what_became_of_it()
    {
        await using ServedPerson at = await ServedPerson.StartAsync("nodes");
        Person person = await at.SelectAsync("node-c");
        string pod = at.Store.Names("pods").First(n => n.Namespace == "shop" && n.Name.StartsWith("stock-", StringComparison.Ordinal)
            && (string?)at.Store.Get("pods", "shop", n.Name)!["spec"]!["nodeName"] == "node-c").Name;
        at.Faults.Add(new Fault($"/pods/{pod}/eviction", FaultKind.Status, 403, Method: "POST", Message: Webhook));

        person.Press("r");
        await person.Until("drain node-c");
        person.Press("1", "y");

        await person.Until("a webhook of the cluster refuses it");
        await person.Until(" gone");
        person.Press("x");
        await person.Until("stopped");
    }

    private static async Task RefusedAsync(string list, string app, string keys, Fault fault, string words)
    {
        await using ServedPerson at = await ServedPerson.StartAsync(list);
        string name = list is "pods" ? at.Pod(app) : app;
        Person person = await at.SelectAsync(name);
        string before = Snapshot(at, list, name);
        foreach (string key in keys.Split(' '))
        {
            if (key.StartsWith("text:", StringComparison.Ordinal))
            {
                person.Type(key[5..]);
            }
            else
            {
                person.Press(key);
            }

            // What the plan depends on is read first; the prompt or the question comes when it is there.
            await at.UntilAsync(() => person.Workspace.Overlays.Count > 0);
        }

        await person.Until("$ kubectl");
        at.Faults.Add(fault);
        person.Press("y");

        await person.Until(words);
        Assert.Equal(before, Snapshot(at, list, name));
    }

    private static string Snapshot(ServedPerson at, string list, string name)
    {
        (string resource, string? ns) = list switch
        {
            "deployments" => ("deployments.apps", "shop"),
            "cronjobs" => ("cronjobs.batch", "shop"),
            "nodes" => ("nodes", null),
            _ => (list, "shop"),
        };
        JsonNode item = at.Store.Get(resource, ns, name) ?? throw new InvalidOperationException($"there is no {list}/{name}");
        return item["metadata"]!["resourceVersion"]!.ToJsonString();
    }
}
