using System.Diagnostics;
using System.Globalization;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Replay;

namespace KubeNetTui.Bench;

/// <summary>All checks of 5,000 services by what the API tells: nodes are not asked and nothing is probed.</summary>
internal static class CheckFigures
{
    private const int Services = 5_000;

    /// <summary>Those that read nothing but the API, and each service by itself.</summary>
    private static readonly string[] ApiOnly =
        ["service.endpoints", "service.ports", "service.conflicts", "service.traffic-policy", "service.load-balancer", "service.dual-stack"];

    public static async Task RunAsync()
    {
        var bundle = SizeBundle.Create(new SizeOptions { Pods = 4 * Services, Nodes = 200, Services = Services }, TimeProvider.System);
        await using var cluster = await ServedCluster.StartAsync(bundle);
        await using var source = new ClusterEvidenceSource(cluster.Client, TimeProvider.System, new NodeShellOptions { IsOff = true, Probes = false });
        var remembering = new RememberingSource(source);
        Subject[] services = [.. bundle.Objects("services").Select(o => ServiceOf(o.Span))];

        var (first, findings) = await RunOnceAsync(remembering, services);
        List<TimeSpan> times = [];
        for (var run = 0; run < 5; run++)
        {
            times.Add((await RunOnceAsync(remembering, services)).Took);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"API-only checks of {services.Length} services: median {times.Order().ElementAt(2).TotalSeconds:0.00} s (wanted < 2 s) with the evidence at hand, {first.TotalSeconds:0.00} s with reading it from a server in the same process; {findings} findings"));
    }

    private static async Task<(TimeSpan Took, int Findings)> RunOnceAsync(IEvidenceSource source, Subject[] services)
    {
        var watch = Stopwatch.StartNew();
        var findings = 0;
        await foreach (var _ in new CheckEngine([.. Catalogue.All.Where(c => ApiOnly.Contains(c.Info.Id))]).RunAsync(services, source, DateTimeOffset.UtcNow))
        {
            findings++;
        }

        return (watch.Elapsed, findings);
    }

    private static Subject ServiceOf(ReadOnlySpan<byte> json)
    {
        var metadata = System.Text.Json.Nodes.JsonNode.Parse(json)!["metadata"]!;
        return Subject.Service((string)metadata["namespace"]!, (string)metadata["name"]!);
    }
}
