using KubeNetTui.Checks;

namespace KubeNetTui.Lab.Tests;

public sealed class HealthyTests(OneLab one) : IClassFixture<OneLab>
{
    [Fact]
    public async Task Every_way_that_traffic_takes_is_open()
    {
        var probes = await one.Lab.ProbeAsync(TestContext.Current.CancellationToken);
        Assert.True(probes.Count > 50);
        Assert.Equal("", string.Join('\n', probes.Where(p => !p.Ok).Select(p => $"{p.Name}: {p.Detail}")));
    }

    [Fact]
    public async Task Nothing_fails_in_a_healthy_lab()
    {
        var findings = await Checked.AllAsync(one.Lab, TestContext.Current.CancellationToken);
        var failed = findings.Where(f => f.Finding.Verdict == Verdict.Fail).ToList();
        Assert.True(failed.Count == 0, Checked.Told(failed));
    }
}
