namespace KubeNetTui.App;

/// <summary>The full-screen program: opens the terminal, draws the first frame, connects behind it.</summary>
internal static class Explorer
{
    /// <returns>The exit code: 0, or 2 where there is no terminal to draw on (it says so on stderr).</returns>
    public static Task<int> RunAsync(ExplorerOptions options, CancellationToken cancellation) => throw new NotImplementedException();
}
