using KubeNetTui.Replay;

// Most of the time is spent waiting for packets that do not come: several labs wait at once.
[assembly: CollectionBehavior(MaxParallelThreads = 9)]

namespace KubeNetTui.Lab.Tests;

/// <summary>A lab for the tests of a class: they run one after the other, each leaves it whole.</summary>
public class OneLab : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "kubenettui-lab-test-" + Guid.NewGuid().ToString("n")[..8]);

    protected virtual LabProxyMode Proxy => LabProxyMode.Iptables;

    public Replay.Lab Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Lab = await Replay.Lab.StartAsync(new LabOptions { Folder = _folder, Proxy = Proxy }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Lab is not null)
        {
            await Lab.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>One in which kube-proxy works by nftables.</summary>
public sealed class NftablesLab : OneLab
{
    protected override LabProxyMode Proxy => LabProxyMode.Nftables;
}
