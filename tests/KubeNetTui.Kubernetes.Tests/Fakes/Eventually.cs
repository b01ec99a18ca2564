namespace KubeNetTui.Kubernetes.Tests;

internal static class Eventually
{
    /// <summary>Waits for what must come, generously: the machine may be busy.</summary>
    public static async Task True(Func<bool> condition, string what, int seconds = 30)
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, $"did not come within {seconds} s: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
