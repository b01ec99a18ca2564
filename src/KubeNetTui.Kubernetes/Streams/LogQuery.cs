using System.Text;

namespace KubeNetTui.Kubernetes;

/// <param name="Container">Null: the pod's only one.</param>
public sealed record LogQuery(string Namespace, string Pod, string? Container = null)
{
    public bool Follow { get; init; }

    /// <summary>Of the run before the last restart.</summary>
    public bool Previous { get; init; }
    public bool Timestamps { get; init; }
    public int? TailLines { get; init; }
    public int? SinceSeconds { get; init; }

    /// <summary>The first so many bytes of what is asked for; then the stream ends.</summary>
    public int? LimitBytes { get; init; }

    /// <summary>What a longer line has beyond it is dropped.</summary>
    public int MaxLineBytes { get; init; } = 64 * 1024;

    /// <summary>A line that was cut says at its end how many bytes of it are missing.</summary>
    public bool MarksCuts { get; init; }

    internal string Address()
    {
        var address = new StringBuilder($"/api/v1/namespaces/{Uri.EscapeDataString(Namespace)}/pods/{Uri.EscapeDataString(Pod)}/log?follow={(Follow ? "true" : "false")}");
        if (Container is { Length: > 0 })
        {
            address.Append("&container=").Append(Uri.EscapeDataString(Container));
        }
        if (Previous)
        {
            address.Append("&previous=true");
        }
        if (Timestamps)
        {
            address.Append("&timestamps=true");
        }
        if (TailLines is { } tail)
        {
            address.Append("&tailLines=").Append(Math.Max(0, tail));
        }
        if (SinceSeconds is { } since)
        {
            // The server refuses 0.
            address.Append("&sinceSeconds=").Append(Math.Max(1, since));
        }
        if (LimitBytes is { } limit)
        {
            address.Append("&limitBytes=").Append(Math.Max(1, limit));
        }
        return address.ToString();
    }
}
