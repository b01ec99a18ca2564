using KubeNetTui.Collect;
using KubeNetTui.Configuration;
using KubeNetTui.Footprint;

namespace KubeNetTui.Tests.Footprint;

public sealed class ReadOnlyChoiceTests
{
    private static readonly Func<DebugPodRequest, CancellationToken, ValueTask<bool>> Yes = static (_, _) => ValueTask.FromResult(true);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void In_read_only_mode_nobody_is_asked_for_a_debug_pod_and_none_is_made(bool byOption, bool bySettings)
    {
        NodeShellChoice choice = new NodeShellChoice { IsReadOnly = byOption, AllowsDebugPods = true }.Over(Settings.Default with { ReadOnly = bySettings });

        NodeShellOptions options = choice.ToOptions(Yes, FootprintFolder.Of(_ => null, TimeProvider.System));

        Assert.Null(options.Consent);
        Assert.Contains("read-only", options.DebugHint, StringComparison.Ordinal);
        Assert.False(options.IsOff);
    }

    [Fact]
    public void Otherwise_the_person_is_asked() =>
        Assert.Equal(Yes, new NodeShellChoice().Over(Settings.Default).ToOptions(Yes, FootprintFolder.Of(_ => null, TimeProvider.System)).Consent);
}
