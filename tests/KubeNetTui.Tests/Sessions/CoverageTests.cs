using System.Reflection;
using KubeNetTui.App;
using KubeNetTui.Tests.Keys;

namespace KubeNetTui.Tests.Sessions;

/// <summary>Each key and each command is pressed once on the demo; what is not is listed here with the reason.</summary>
public sealed class CoverageTests(Tour tour) : IClassFixture<Tour>
{
    /// <summary>By the name of the binding, or its begin with a star.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["object.edit"] = "an editor needs a terminal: ActTests in KubeNetTui.EndToEnd",
        ["consent.*"] = "no node of the demo needs a debug pod: ConsentTests, and LeftoverTests in KubeNetTui.EndToEnd",
        ["footprint.delete"] = "nothing is left behind by a session: FootprintScreenTests, LeftoverTests",
        ["page.retry"] = "the demo is there: LosingTheServerTests",
        ["logs.container"] = "no pod of the demo has two containers: LogTests",
        ["logs.next-container"] = "the same",
        ["dialog.page*"] = "a question longer than the screen: ActingScreenTests",
        ["context.*"] = "a session has no kubeconfig to change: ContextEditTests",
        ["forward.*"] = "what is kept lies in the person's folder: ForwardScreenTests; forward.stop in ActingSessions",
        ["logs.all-containers"] = "no pod of the demo has two containers: LogTests",
        ["node.shell"] = "a debug pod and its shell: the tests of the folder Shell",
        ["pod.attach"] = "the tests of the folder Shell", ["container.attach"] = "the tests of the folder Shell",
        ["pod.debug"] = "the tests of the folder Shell",
        ["pod.transfer"] = "TransferScreenTests",
        ["iptables.backend"] = "no node of the demo has both back ends: IptablesPaneTests",
        ["iptables.family"] = "the demo's nodes have no rules for IPv6: IptablesPaneTests",
        ["nft.*"] = "the demo's nodes have no nft: NetfilterPaneTests",
        ["wait.leave"] = "the demo answers before a finger is there",
    };

    private static HashSet<string> Pressed =>
    [
        .. typeof(CoverageTests).Assembly.GetTypes().SelectMany(t => t.GetMethods()).SelectMany(m => m.GetCustomAttribute<PressesAttribute>()?.What ?? []),
    ];

    [Fact]
    public void Every_binding_is_pressed_in_a_session()
    {
        HashSet<string> pressed = Pressed;
        IEnumerable<string> declared = tour.Visited.SelectMany(v => v.Bindings).Concat(tour.Everywhere).Select(b => b.Id).Distinct();
        None(string.Join('\n', declared.Where(id => !pressed.Contains(id) && !IsElsewhere(id)).Order()));
    }

    [Fact]
    public void Every_command_is_typed_in_a_session()
    {
        HashSet<string> pressed = Pressed;
        None(string.Join('\n', tour.Commands.Where(c => !c.Words.Any(w => pressed.Contains(":" + w))).Select(c => ":" + c.Word).Order()));
    }

    [Fact]
    public void A_session_presses_only_what_there_is()
    {
        HashSet<string> declared = [.. tour.Visited.SelectMany(v => v.Bindings).Concat(tour.Everywhere).Select(b => b.Id)];
        None(string.Join('\n', Pressed.Where(p => p[0] != ':' && !declared.Contains(p)).Order()));
        Assert.All(Elsewhere.Keys, k => Assert.Contains(declared, d => k.EndsWith('*') ? d.StartsWith(k[..^1], StringComparison.Ordinal) : d == k));
    }

    private static bool IsElsewhere(string id) =>
        Elsewhere.Keys.Any(k => k.EndsWith('*') ? id.StartsWith(k[..^1], StringComparison.Ordinal) : id == k);

    /// <summary>Fails with all of it, not with its begin.</summary>
    private static void None(string wrong) => Assert.True(wrong.Length == 0, wrong);
}
