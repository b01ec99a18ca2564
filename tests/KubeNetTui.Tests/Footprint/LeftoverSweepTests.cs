using KubeNetTui.Collect;
using KubeNetTui.Footprint;

namespace KubeNetTui.Tests.Footprint;

/// <summary>What is deleted in a cluster without being asked for: only what this program made, and nobody works with any more.</summary>
public sealed class LeftoverSweepTests : IAsyncLifetime
{
    private LeftCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await LeftCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_pod_with_our_label_is_removed_and_told_once()
    {
        _cluster.Create("debug-1", "owner-1");
        await _cluster.LeaveAsync(_cluster.Item("debug-1"));

        Assert.Equal(["a debug pod that an earlier run left is removed: kube-system/debug-1"], await SweepAsync());
        Assert.False(_cluster.Has("debug-1"));
        Assert.Empty(await SweepAsync());
    }

    [Theory]
    [InlineData("owner-2")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_pod_of_that_name_with_another_label_stays_and_is_forgotten(string? owner)
    {
        _cluster.Create("debug-1", owner);
        await _cluster.LeaveAsync(_cluster.Item("debug-1"));

        Assert.Contains("it is not this program's and stays", Assert.Single(await SweepAsync()));
        Assert.True(_cluster.Has("debug-1"));
        Assert.Empty(_cluster.Footprint.Entries());
    }

    [Fact]
    public async Task A_pod_that_took_the_place_of_ours_after_the_look_has_another_uid_and_stays()
    {
        _cluster.Create("debug-1", "owner-1");
        await _cluster.LeaveAsync(_cluster.Item("debug-1"));
        _cluster.Requested = request =>
        {
            if (request is { Method: "GET" } && request.Path.EndsWith("/debug-1", StringComparison.Ordinal))
            {
                _cluster.Requested = null;
                _cluster.Store.Delete("pods", "kube-system", "debug-1");
                _cluster.Create("debug-1", "owner-1");
            }
        };

        Assert.Equal(["a debug pod that an earlier run left could not be removed: kubectl delete pod -n kube-system debug-1"], await SweepAsync());
        Assert.Null(_cluster.Requested);
        Assert.True(_cluster.Has("debug-1"));
        Assert.Single(_cluster.Footprint.Entries());
    }

    [Fact]
    public async Task A_pod_that_is_gone_already_is_no_entry_any_more()
    {
        await _cluster.LeaveAsync(_cluster.Item("debug-1"));

        Assert.Single(await SweepAsync());
        Assert.Empty(_cluster.Footprint.Entries());
    }

    [Fact]
    public async Task What_an_instance_that_runs_works_with_stays()
    {
        _cluster.Create("debug-1", "owner-1");
        await _cluster.Footprint.PlanAsync(_cluster.Item("debug-1"), TestContext.Current.CancellationToken);

        Assert.Empty(await SweepAsync());
        Assert.True(_cluster.Has("debug-1"));
    }

    [Fact]
    public async Task What_was_made_in_another_cluster_is_not_looked_for_in_this_one()
    {
        _cluster.Create("debug-1", "owner-1");
        await _cluster.LeaveAsync(_cluster.Item("debug-1") with { Server = "https://elsewhere:6443" });

        Assert.Empty(await SweepAsync());
        Assert.True(_cluster.Has("debug-1"));
        Assert.Single(_cluster.Footprint.Entries());
    }

    private async Task<IReadOnlyList<string>> SweepAsync()
    {
        await using var client = _cluster.Client();
        return await LeftoverSweep.RunAsync(client, _cluster.Footprint, TestContext.Current.CancellationToken);
    }
}
