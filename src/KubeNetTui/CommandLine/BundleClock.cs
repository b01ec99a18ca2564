namespace KubeNetTui.CommandLine;

/// <summary>Stands at the moment when a bundle was taken: what was fresh then is not stale for being looked at later. Durations go on.</summary>
internal sealed class BundleClock(DateTimeOffset taken) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => taken;
}
