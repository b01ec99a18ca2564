using KubeNetTui.Replay;

namespace KubeNetTui.CommandLine;

/// <summary>The size of a generated cluster, from what was typed of it.</summary>
internal static class DemoSize
{
    public const int MostPods = 150_000;
    private const int MostNodes = 10_000;
    private const int MostServices = 50_000;
    private const int MostPodsOfNode = 1_000;

    /// <returns>Null where no size was given.</returns>
    /// <exception cref="UsageException">A number is out of its bounds.</exception>
    public static SizeOptions? Of(int? pods, int? nodes, int? services)
    {
        if (pods is null && nodes is null && services is null)
        {
            return null;
        }

        int p = Bounded("--pods", pods ?? 1_000, MostPods);
        int n = Bounded("--nodes", nodes ?? Math.Clamp(p / 100, 1, MostNodes), MostNodes);
        int s = Bounded("--services", services ?? Math.Clamp(p / 20, 1, MostServices), MostServices);
        return p > (long)n * MostPodsOfNode
            ? throw new UsageException($"{p} pods don't fit on {n} nodes; a node takes {MostPodsOfNode} at most: --nodes {(p + MostPodsOfNode - 1) / MostPodsOfNode}", help: true)
            : new SizeOptions { Pods = p, Nodes = n, Services = s };
    }

    private static int Bounded(string option, int value, int most) => value >= 1 && value <= most
        ? value
        : throw new UsageException($"{option} {value} is out of bounds; it is 1 to {most}", help: true);
}
