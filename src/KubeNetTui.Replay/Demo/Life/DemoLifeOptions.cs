namespace KubeNetTui.Replay;

/// <summary>How lively the demo is.</summary>
public sealed record DemoLifeOptions
{
    /// <summary>The same seed and the same clock give the same life.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How often the controllers look; what takes longer (a pod's start, a roll-out) takes several.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Mean time between two container restarts.</summary>
    public TimeSpan RestartEvery { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Mean time between two roll-outs.</summary>
    public TimeSpan RollEvery { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>Nothing happens but heartbeats (leases, node status): without those the nodes of a cluster that stands still would soon look dead.</summary>
    public bool Still { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
