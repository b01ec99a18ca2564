using System.Diagnostics;

namespace KubeNetTui.Kubernetes;

/// <summary>What happened on the way to the server, for <see cref="ApiClient.ReachAsync"/>.</summary>
internal sealed class DialTrace
{
    private readonly List<(string Step, TimeSpan Took, string Detail)> _steps = [];

    public IReadOnlyList<(string Step, TimeSpan Took, string Detail)> Steps => _steps;

    public void Passed(string step, long since, string detail) => _steps.Add((step, Stopwatch.GetElapsedTime(since), detail));
}
