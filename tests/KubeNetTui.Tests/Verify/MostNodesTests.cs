using KubeNetTui.App;
using KubeNetTui.Checks.Tests;
using KubeNetTui.Evidence;
using KubeNetTui.Footprint;
using KubeNetTui.Kubernetes;
using KubeNetTui.Tests.Panes;
using KubeNetTui.Verify;

namespace KubeNetTui.Tests.Verify;

/// <summary>How many nodes v asks is the person's to say, on the screen as for check.</summary>
public sealed class MostNodesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(null, 2)]
    public async Task A_check_that_compares_nodes_asks_as_many_as_the_person_said(int? said, int asked)
    {
        var evidence = new NodesSay("k8s-1.33-iptables");
        await using var desk = new Desk(new Session(Desk.NoServer())
        {
            Evidence = evidence, WayTo = _ => null, Shells = new NodeShellChoice { Nodes = said },
        });
        desk.Clock.Now = Captures.Now;
        await using var pane = new VerifyPane(desk);

        pane.Follow(new Selection(WellKnownKinds.Contexts, "", "test", ""));
        desk.Wait(TimeSpan.FromSeconds(1));
        await desk.Until(() => pane.Run is { IsRunning: false }, "the checks have run");

        Assert.Null(pane.Run!.Problem);
        Assert.Equal(asked, evidence.Asked.OfType<CommandNeed>().Where(n => n.Section == "sysctl").Select(n => n.Place.Name).Distinct().Count());
    }
}
