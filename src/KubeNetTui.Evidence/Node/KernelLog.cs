using System.Globalization;

namespace KubeNetTui.Evidence;

public enum KernelEvent
{
    Other,

    /// <summary><c>nf_conntrack: table full, dropping packet</c>.</summary>
    ConntrackFull,

    /// <summary>A process was killed for want of memory.</summary>
    OutOfMemory,

    /// <summary>A packet came by an interface by which its source address can't come.</summary>
    Martian,

    /// <summary>The neighbour table is full: <c>net.ipv4.neigh.default.gc_thresh3</c>.</summary>
    NeighbourOverflow,
    LinkDown,
    LinkUp,

    /// <summary>A program crashed.</summary>
    Crash,

    /// <summary>A task waits in the kernel for minutes.</summary>
    Hung,
}

/// <param name="Time">As the log has it, <c>Fri Nov 20 23:00:01 2026</c> or seconds since boot; "" none.</param>
/// <param name="Text">The message.</param>
/// <param name="Process">With <see cref="KernelEvent.OutOfMemory"/>: whom it killed; "" else.</param>
public sealed record KernelLogLine(KernelEvent Event, string Time, string Text, string Process = "");

/// <summary>Section <c>kernel-log</c>: lines of dmesg that matter to a network, sorted by what they say.</summary>
public sealed class KernelLog(IReadOnlyList<KernelLogLine> items)
{
    public IReadOnlyList<KernelLogLine> Items { get; } = items;

    public IEnumerable<KernelLogLine> Of(KernelEvent what) => Items.Where(l => l.Event == what);

    public static KernelLog Parse(string text)
    {
        List<KernelLogLine> lines = [];
        foreach (var line in new TextLines(text))
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }

            var time = "";
            var message = line;
            if (line[0] == '[' && line.IndexOf(']') is > 0 and var end)
            {
                time = line[1..end].Trim().ToString();
                message = line[(end + 1)..].Trim();
            }

            var what = Sort(message);
            lines.Add(new(what, time, message.ToString(), what == KernelEvent.OutOfMemory ? Killed(message) : ""));
        }

        return new(lines);
    }

    private static KernelEvent Sort(ReadOnlySpan<char> message)
    {
        bool Has(ReadOnlySpan<char> message, string text) => message.Contains(text, StringComparison.OrdinalIgnoreCase);
        return Has(message, "conntrack") && Has(message, "table full") ? KernelEvent.ConntrackFull
            : Has(message, "killed process") ? KernelEvent.OutOfMemory
            : Has(message, "martian source") || Has(message, "martian destination") ? KernelEvent.Martian
            : Has(message, "table overflow") && Has(message, "neigh") ? KernelEvent.NeighbourOverflow
            : Has(message, "link is down") ? KernelEvent.LinkDown
            : Has(message, "link is up") ? KernelEvent.LinkUp
            : Has(message, "segfault") ? KernelEvent.Crash
            : Has(message, "blocked for more than") ? KernelEvent.Hung
            : KernelEvent.Other;
    }

    // Killed process 4711 (coredns) total-vm:…; Memory cgroup out of memory: Killed process …
    private static string Killed(ReadOnlySpan<char> message)
    {
        var open = message.IndexOf('(');
        var close = open < 0 ? -1 : message[open..].IndexOf(')');
        return close > 0 ? message.Slice(open + 1, close - 1).ToString() : "";
    }
}

/// <summary>Section <c>getenforce</c>.</summary>
public sealed record SelinuxMode(string Mode)
{
    public bool IsEnforcing => Mode is "Enforcing";

    public static SelinuxMode Parse(string text) => new(text.Trim() is { Length: > 0 and < 40 } mode
        ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(mode.ToLowerInvariant())
        : "");
}
