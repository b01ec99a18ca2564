using System.Text.RegularExpressions;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Moving;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Access;

/// <summary>A day's round of people who may not do much: whatever is refused is named, with the rule or the request, and the round goes on.</summary>
public sealed partial class FewRightsTests
{
    [Fact]
    public async Task Who_may_only_look_gets_through_twenty_steps()
    {
        await using var visit = await ShopVisit.StartAsync("pods shop", new User("eve", ["system:authenticated"]), AccessPolicy.View);
        var person = visit.Person;

        await Step(person, "the pods of the shop", () => person.Until("web-"));
        await Step(person, "by verdict, the worst first", () => person.Press("V").Until("pay-"));
        await Step(person, "one pod described", async () => await (await visit.SelectAsync("pay-")).Press("d").Until("Container"));
        await Step(person, "its YAML", () => person.Press("esc", "y").Until("kind: Pod"));
        await Step(person, "its log", () => person.Press("esc", "l").Until("pay-"));
        await Step(person, "a shell, which it may not", () => person.Press("esc", "s").Until("you may not create pods/exec in shop"));
        await Step(person, "deleting, which it may not", () => person.Press("esc", "ctrl-d").Until("you may not delete pods in shop"));
        await Step(person, "the owner", () => person.Press("J").Until("replicasets(shop)"));
        await Step(person, "what leads to the pod", () => person.Press("esc", "u").Until("used by(pod/pay-"));
        await Step(person, "its node", () => person.Press("esc", "o").Until("containerd"));
        await Step(person, "cordoning it, which it may not", () => person.Press("c").Until("you may not patch nodes"));
        await Step(person, "the services", () => person.Command("svc shop").Until("ClusterIP"));
        await Step(person, "the endpoints of one", async () => await (await visit.SelectAsync("web")).Press("enter").Until("endpoints(web)"));
        await Step(person, "verify", () => person.Press("esc", "v").Until("verify service/shop/web"));
        await Step(person, "secrets, which it may not see", () => person.Press("esc").Command("secrets").Until("secrets is forbidden"));
        await Step(person, "all namespaces", () => person.Command("po -A").Until("kube-system"));
        await Step(person, "several at once", () => person.Command("po shop,kube-system").Until("coredns-"));
        await Step(person, "the namespaces", () => person.Command("ns").Until("kube-system"));
        await Step(person, "what it may do", () => person.Command("can").Until("pods/log"));
        await Step(person, "the rules of a node, which no shell gives it", () => person.Command("iptables node-a").Until("node-a"));
        await Step(person, "events", () => person.Press("esc").Command("ev shop").Until("Unhealthy"));
        await Step(person, "scaling, which it may not", async () => await (await person.Command("deploy shop").Until("web")).Press("s").Until("you may not patch deployments/scale"));
    }

    [Fact]
    public async Task Who_may_see_a_single_namespace_gets_through_twenty_steps()
    {
        await using var visit = await ShopVisit.StartAsync("pods -A", new User("dev", ["system:authenticated"]), AccessPolicy.ViewNamespace("shop"));
        var person = visit.Person;

        await Step(person, "all pods, which it may not see", () => person.Until("cannot list resource \"pods\""));
        await Step(person, "the way out is said", () => person.Until("the namespace of this context, shop"));
        await Step(person, "the namespaces, which it may not list", () => person.Command("ns").Until("You may not list namespaces here"));
        await Step(person, "it is asked for one", () => person.Type("shop").Press("enter").Until("web-"));
        await Step(person, "it has a key from now on", async () => await (await person.Press("0").Until("cannot list resource \"pods\"")).Press("1").Until("web-"));
        await Step(person, "a pod described, with what can't be read named", async () => await (await visit.SelectAsync("web-")).Press("d").Until("Container"));
        await Step(person, "its log", () => person.Press("esc", "l").Until("web-"));
        await Step(person, "its node, which it may not see", () => person.Press("esc", "o").Until("nodes is forbidden"));
        await Step(person, "back", () => person.Press("esc").Until("pods(shop)"));
        await Step(person, "its owner", () => person.Press("J").Until("replicasets(shop)"));
        await Step(person, "what leads to it", () => person.Press("esc", "u").Until("selects it"));
        await Step(person, "services", () => person.Command("svc").Until("ClusterIP"));
        await Step(person, "verify one", async () => await (await visit.SelectAsync("cart")).Press("v").Until("verify service/shop/cart"));
        await Step(person, "several namespaces, one of which is not its own", () => person.Press("esc").Command("po shop,kube-system").Until("✗ kube-system is not among them"));
        await Step(person, "the own ones stand", () => person.Until("web-"));
        await Step(person, "another namespace", () => person.Command("po kube-system").Until("in the namespace \"kube-system\""));
        await Step(person, "Enter asks for another", () => person.Press("enter").Type("shop").Press("enter").Until("web-"));
        await Step(person, "nodes", () => person.Command("no").Until("nodes is forbidden"));
        await Step(person, "deleting, which it may not", async () => await (await person.Command("po shop").Until("web-")).Press("ctrl-d").Until("you may not delete pods in shop"));
        await Step(person, "what it may do", () => person.Command("can").Until("pods/log"));
        await Step(person, "the check of the cluster", () => person.Press("esc").Command("check").Until("api."));
        await Step(person, "the policies", () => person.Press("esc").Command("netpol shop").Until("networkpolicies(shop)"));
    }

    /// <summary>What goes wrong must be named: by the request or the rule, never as a bare number or an exception.</summary>
    private static async Task Step(Person person, string what, Func<Task> does)
    {
        await does();
        Assert.False(person.HasLeft, $"{what}: the program has ended");
        Assert.False(Unnamed().IsMatch(person.Screen), $"{what}: an error that isn't named, in:\n{person.Screen}");
    }

    [GeneratedRegex(@"Exception|   at KubeNetTui|Object reference|unknown error|\bnull\b reference|a defect|mistake in the program", RegexOptions.IgnoreCase)]
    private static partial Regex Unnamed();
}
