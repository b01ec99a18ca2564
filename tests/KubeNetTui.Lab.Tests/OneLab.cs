using KubeNetTui.Replay;

namespace KubeNetTui.Lab.Tests;

/// <summary>One lab for all tests: they run one after the other, each leaves it whole.</summary>
public sealed class OneLab : IAsyncLifetime
{
    public const string Collection = "the lab";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "kubenettui-lab-test-" + Guid.NewGuid().ToString("n")[..8]);

    public Replay.Lab Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Lab = await Replay.Lab.StartAsync(new LabOptions { Folder = _folder }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Lab is not null)
        {
            await Lab.DisposeAsync();
        }
    }
}

[CollectionDefinition(OneLab.Collection)]
public sealed class LabCollection : ICollectionFixture<OneLab>;
