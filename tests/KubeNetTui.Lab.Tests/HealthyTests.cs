namespace KubeNetTui.Lab.Tests;

[Collection(OneLab.Collection)]
public sealed class HealthyTests(OneLab one)
{
    [Fact]
    public async Task Every_way_that_traffic_takes_is_open()
    {
        var probes = await one.Lab.ProbeAsync(TestContext.Current.CancellationToken);
        Assert.True(probes.Count > 50);
        Assert.Equal("", string.Join('\n', probes.Where(p => !p.Ok).Select(p => $"{p.Name}: {p.Detail}")));
    }
}
