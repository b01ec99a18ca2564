using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Replay;

namespace KubeNetTui.Bench;

/// <summary>Evidence of nodes: all sections of one in one exec, and of a hundred in parallel. Server and client share the process.</summary>
internal static class NodeFigures
{
    public static async Task RunAsync()
    {
        await OneAsync("a node of the shop", ShopBundle.Create(DateTimeOffset.UtcNow), "node-a");
        await OneAsync("a node of 2,000 services", SizeBundle.Create(new SizeOptions { Pods = 6_000, Nodes = 60, Services = 2_000 }, TimeProvider.System), "node-0000");
        await ManyAsync(100);
    }

    private static async Task OneAsync(string what, IBundle bundle, string node)
    {
        await using var cluster = await ServedCluster.StartAsync(bundle);
        List<TimeSpan> times = [];
        IReadOnlyList<Section> sections = [];
        for (var run = 0; run < 5; run++)
        {
            await using var source = new ClusterEvidenceSource(cluster.Client, TimeProvider.System, new NodeShellOptions());
            var watch = Stopwatch.StartNew();
            sections = await ReadAsync(source, [node]);
            times.Add(watch.Elapsed);
        }

        var outputs = sections.Select(s => s.Value).OfType<CommandOutput>().Select(o => o.Text).ToList();
        var plain = Encoding.UTF8.GetBytes(string.Concat(outputs));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"evidence of {what}: {outputs.Count} of {sections.Count} sections in one exec, median {times.Order().ElementAt(2).TotalMilliseconds:0} ms; {plain.Length / 1024.0:0} KiB, with gzip {packed.Length / 1024.0:0} KiB: {(double)packed.Length / plain.Length:0.00} of it"));
    }

    private static async Task ManyAsync(int nodes)
    {
        var bundle = SizeBundle.Create(new SizeOptions { Pods = nodes * 100, Nodes = nodes, Services = nodes * 5 }, TimeProvider.System);
        await using var cluster = await ServedCluster.StartAsync(bundle);
        await using var source = new ClusterEvidenceSource(cluster.Client, TimeProvider.System, new NodeShellOptions());
        var watch = Stopwatch.StartNew();
        var processor = Environment.CpuUsage.TotalTime;
        var sections = await ReadAsync(source, [.. Enumerable.Range(0, nodes).Select(n => $"node-{n:0000}")]);
        var bytes = sections.Select(s => s.Value).OfType<CommandOutput>().Sum(o => (long)o.Text.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"evidence of {nodes} nodes in parallel: {watch.Elapsed.TotalSeconds:0.0} s (wanted < 10 s), {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:0.0} s of processor time for both ends, {sections.Count(s => s.Status == SectionStatus.Read)} sections read, {bytes / 1e6:0} MB"));
    }

    private static async Task<IReadOnlyList<Section>> ReadAsync(ClusterEvidenceSource source, IReadOnlyList<string> nodes)
    {
        List<Section> sections = [];
        Need[] needs = [.. nodes.SelectMany(n => SectionCommands.All.Where(s => s.InBundles).Select(s => CommandReadings.NodeNeed(n, s.Name)))];
        await foreach (var section in source.CollectAsync(needs, CancellationToken.None))
        {
            sections.Add(section);
        }

        return sections;
    }
}
