using System.Net.Sockets;
using KubeNetTui.Replay;

namespace KubeNetTui.Tests.Sessions;

/// <summary>Sessions of a person who changes the cluster: what will be sent is shown, asked for, done, and seen.</summary>
public sealed class ActingSessions
{
    [Fact]
    [Presses("workload.scale", "dialog.yes", "dialog.no", "dialog.pageDown", "dialog.pageUp")]
    public async Task A_deployment_is_scaled_after_a_second_thought()
    {
        await using Visitor person = await Visitor.OpenAsync("deployments shop", "stock", isLiving: true);
        await person.Focus("stock");
        await person.Press("s");
        await person.Expect("replicas: 2");
        await person.Press("ctrl-u");
        await person.Type("3");
        await person.Press("enter");
        await person.Expect("--replicas=3");
        await person.Press("pgdn", "pgup");
        await person.Expect("--replicas=3");
        await person.Press("n");
        await person.Expect("not done");
        await person.Press("s");
        await person.Expect("replicas: ");
        await person.Press("ctrl-u");
        await person.Type("3");
        await person.Press("enter");
        await person.Expect("--replicas=3");
        await person.Press("y");
        await person.ExpectLine("stock", "3/3");
        await person.Leave();
    }

    [Fact]
    [Presses("workload.restart", "workload.rollback", "object.image", "object.suspend")]
    public async Task A_deployment_gets_another_image_is_rolled_back_restarted_and_paused()
    {
        await using Visitor person = await Visitor.OpenAsync("deployments shop", "stock", isLiving: true);
        await person.Focus("stock");
        await person.Press("i");
        await person.Expect("image of stock: ");
        await person.Press("ctrl-u");
        await person.Type("registry.example.com/stock:9");
        await person.Press("enter");
        await person.Expect("kubectl set image");
        await person.Press("y");
        await person.Until(() => Image(person) == "registry.example.com/stock:9", "the new image");

        await person.Press("r");
        await person.Expect("kubectl rollout restart");
        await person.Press("y");
        await person.Until(() => Annotations(person)?["kubectl.kubernetes.io/restartedAt"] is not null, "a restart");

        await person.Until(() => person.Demo.Server.Store.Names("replicasets.apps").Count(s => s.Name.StartsWith("stock-", StringComparison.Ordinal)) > 1, "a revision before this one");
        await person.Press("b");
        await person.Expect("roll stock back to");
        await person.Press("enter");
        await person.Expect("kubectl rollout undo");
        await person.Press("y");
        await person.Until(() => Image(person) != "registry.example.com/stock:9" || Annotations(person)?["kubectl.kubernetes.io/restartedAt"] is null, "an earlier revision");

        await person.Press("ctrl-p");
        await person.Expect("kubectl rollout pause");
        await person.Press("y");
        await person.Until(() => (bool?)Deployment(person)["spec"]?["paused"] == true, "it is paused");
        await person.Leave();
    }

    [Fact]
    [Presses("object.label", "object.annotate", "object.delete", "object.kill", "dialog.cancel")]
    public async Task A_pod_is_labelled_annotated_killed_and_another_deleted()
    {
        await using Visitor person = await Visitor.OpenAsync(isLiving: true);
        string pod = person.Demo.Pod("shop", "front-");
        await person.Focus(pod);
        await person.Press("ctrl-l");
        await person.Type("seen=yes");
        await person.Press("enter");
        await person.Expect("seen");
        await person.Press("y");
        await person.Until(() => (string?)Pod(person, pod)?["metadata"]?["labels"]?["seen"] == "yes", "the label");
        await person.Press("alt-a");
        await person.Type("note=by-hand");
        await person.Press("enter");
        await person.Expect("note");
        await person.Press("y");
        await person.Until(() => (string?)Pod(person, pod)?["metadata"]?["annotations"]?["note"] == "by-hand", "the annotation");

        await person.Press("ctrl-d");
        await person.Expect("delete pod");
        await person.Press("esc", "ctrl-k");
        await person.Expect("gracePeriodSeconds");
        await person.Press("y");
        await person.Until(() => Pod(person, pod) is null, "the pod is gone");

        string other = person.Demo.Pod("shop", "stock-");
        await person.Focus(other);
        await person.Press("ctrl-d", "1");
        await person.Expect("kubectl delete pod");
        await person.Press("y");
        await person.Until(() => Pod(person, other) is null, "the other is gone");
        await person.Leave();
    }

    [Fact]
    [Presses("job.trigger", "object.suspend", "list.open")]
    public async Task A_CronJob_is_started_now_and_suspended()
    {
        await using Visitor person = await Visitor.OpenAsync("cronjobs -A", "SCHEDULE", isLiving: true);
        await person.Until(() => person.Person.Selected.Length > 0, "a CronJob");
        string name = person.Person.Selected;
        await person.Press("t");
        await person.Expect("kubectl create job");
        await person.Press("y");
        await person.Expect(name);
        await person.Press("s");
        await person.Expect("kubectl patch cronjob");
        await person.Press("y");
        await person.ExpectLine(name, "True");
        await person.Press("enter");
        await person.Expect("jobs(");
        await person.Leave();
    }

    [Fact]
    [Presses("node.cordon", "node.uncordon", "node.drain", "drain.down", "drain.up", "drain.pageDown", "drain.pageUp", "drain.stop")]
    public async Task A_node_is_cordoned_let_in_again_and_drained()
    {
        await using Visitor person = await Visitor.OpenAsync("nodes", "node-b", isLiving: true);
        await person.Focus("node-b");
        await person.Press("c");
        await person.Expect("kubectl cordon node-b");
        await person.Press("y");
        await person.Expect("SchedulingDisabled");
        await person.Press("u");
        await person.Expect("kubectl uncordon node-b");
        await person.Press("y");
        await person.ExpectGone("SchedulingDisabled");

        // Budgets forbid it, for as long as the person looks.
        using IDisposable budget = person.Demo.Server.Faults.Add(new Fault("/eviction", FaultKind.Status, 429));
        await person.Press("r");
        await person.Expect("cordon, evict");
        await person.Press("1");
        await person.Expect("budgets are waited for");
        await person.Press("y");
        await person.Expect("drain(node-b)");
        await person.Expect("waits for its budget");
        await person.Press("j", "k", "pgdn", "pgup", "x");
        await person.Expect("stopped");
        await person.Leave();
    }

    [Fact]
    [Presses("object.forward", "object.forwards", "forward.stop", ":pf")]
    public async Task A_services_port_is_forwarded_answers_and_is_ended()
    {
        await using Visitor person = await Visitor.OpenAsync("services shop", "legacy");
        await person.Focus("web");
        await person.Press("F");
        await person.Expect("forward web: 8080:80");
        await person.Press("ctrl-u");
        await person.Type("0:80");
        await person.Press("enter");
        await person.Press("f");
        await person.Expect("port-forwards");
        await person.Press("esc");
        await person.Command("pf");
        await person.ExpectLine("service shop/web", "80");
        string address = person.Person.Line("service shop/web");
        int port = int.Parse(System.Text.RegularExpressions.Regex.Match(address, @"127\.0\.0\.1:(\d+)").Groups[1].Value);
        using (TcpClient client = new())
        {
            await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        }

        await person.Press("x");
        await person.Expect("No port is forwarded");
        await person.Leave();
    }

    [Fact]
    [Presses(":footprint")]
    public async Task What_the_program_left_in_the_cluster()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Command("footprint");
        await person.Expect("Nothing of this program is in a cluster");
        await person.Leave();
    }

    private static System.Text.Json.Nodes.JsonObject? Pod(Visitor person, string name) => person.Demo.Server.Store.Get("pods", "shop", name);

    private static System.Text.Json.Nodes.JsonObject Deployment(Visitor person) => person.Demo.Server.Store.Get("deployments.apps", "shop", "stock") ?? person.Demo.Server.Store.Get("deployments", "shop", "stock")!;

    private static System.Text.Json.Nodes.JsonNode? Annotations(Visitor person) => Deployment(person)["spec"]?["template"]?["metadata"]?["annotations"];

    private static string Image(Visitor person) => (string?)Deployment(person)["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"] ?? "";
}
