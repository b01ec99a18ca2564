namespace KubeNetTui.Replay;

/// <summary>Something that goes wrong in clusters, as the lab makes it go wrong.</summary>
public sealed class LabFault
{
    private readonly Func<LabWorld, CancellationToken, Task> _break;
    private readonly Func<LabWorld, CancellationToken, Task> _mend;

    internal LabFault(
        string name, string title, string what, Func<LabWorld, CancellationToken, Task> breaking, Func<LabWorld, CancellationToken, Task> mending) =>
        (Name, Title, What, _break, _mend) = (name, title, what, breaking, mending);

    /// <summary>As typed: <c>forward-drop</c>.</summary>
    public string Name { get; }

    public string Title { get; }

    /// <summary>What is done, as a person would do it by hand.</summary>
    public string What { get; }

    /// <summary>Probes of <see cref="Lab.ProbeAsync"/> that fail while it is in force, all others succeed. <c>*</c> stands for anything.</summary>
    public required IReadOnlyList<string> Fails { get; init; }

    /// <summary>Probes that may fail or not: chance, or the kernel's memory, decides.</summary>
    public IReadOnlyList<string> MayFail { get; init; } = [];

    /// <summary>
    /// What a person would ask about: subjects as typed (<c>service/ledger</c>, <c>node/node-a</c>, <c>cluster</c>), with
    /// <c>pod/APP@NODE</c> for a pod, whose name is another in each lab (<see cref="Lab.SubjectOf"/>).
    /// </summary>
    public required IReadOnlyList<string> Ask { get; init; }

    /// <summary>The check whose finding comes first in <c>kubenettui check</c>.</summary>
    public required string Check { get; init; }

    /// <summary>What the finding's line has in it, in any case of letters.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Needs kube-proxy's iptables mode.</summary>
    public bool IptablesOnly { get; init; }

    internal string? Why(LabWorld world) => IptablesOnly && world.ProxyMode != LabProxyMode.Iptables
        ? "it is a fault of kube-proxy's iptables mode; this lab runs nftables"
        : null;

    internal Task BreakAsync(LabWorld world, CancellationToken cancellation) => _break(world, cancellation);

    internal Task MendAsync(LabWorld world, CancellationToken cancellation) => _mend(world, cancellation);
}
