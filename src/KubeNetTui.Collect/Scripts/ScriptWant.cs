using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>One thing that a node script is to print: a section or a probe.</summary>
/// <param name="Uid">Of the pod, as the node's cgroups have it; "" for a node, or where it is not known.</param>
internal sealed record ScriptWant(Need Need, Place Place, string Section, string Uid = "")
{
    /// <summary>For a DNS probe: what is asked; null where it is none.</summary>
    public DnsQuestion? Question { get; init; }

    public ProbeNeed? Probe => Need as ProbeNeed;

    /// <param name="problem">Why it can't be asked for by a script.</param>
    public static bool TryMake(Need need, string uid, out ScriptWant? want, out string problem)
    {
        (want, problem) = need switch
        {
            CommandNeed command when SectionCommands.Find(command.Section) is null => (null, $"there is no section {command.Section}"),
            CommandNeed { Place: { Kind: PlaceKind.Pod } } command when SectionCommands.Find(command.Section) is { InPods: false } =>
                (null, $"{command.Section} is of a node, not of a pod"),
            CommandNeed command => (new ScriptWant(need, command.Place, command.Section, uid), ""),
            ProbeNeed probe => OfProbe(probe, uid),
            _ => ((ScriptWant?)null, $"no node answers this: {need.Command}"),
        };
        if (want is not null && !IsPlain(want))
        {
            (want, problem) = (null, "its name or what it asks for is not in letters, digits and signs that names have");
        }

        return want is not null;
    }

    private static (ScriptWant? Want, string Problem) OfProbe(ProbeNeed probe, string uid)
    {
        var want = new ScriptWant(probe, probe.From, probe.Section, uid);
        if (probe.Method is not (ProbeMethod.Dns or ProbeMethod.DnsTcp))
        {
            return (want, "");
        }

        // Answers are matched to questions by name too, so that an id that is the same twice does no harm.
        var id = (ushort)Random.Shared.Next(1, 65536);
        return DnsQuestion.TryParse(probe.Query, id, out var question)
            ? (want with { Question = question }, "")
            : (null, $"\"{probe.Query}\" can't be asked of a DNS server: a name and a type, labels of 1 to 63 letters");
    }

    // Names come from a cluster, which may be anybody's; one with a line end would add lines to a script that runs as root.
    private static bool IsPlain(ScriptWant want) =>
        IsPlain(want.Place.ToString()) && IsPlain(want.Uid)
        && (want.Probe is not { } probe
            || (IsPlain(probe.Host) && probe.Host is [not '-', ..] && probe.Port is >= 0 and <= 65535
                && probe.Query.All(c => c is >= ' ' and <= '~')));

    private static bool IsPlain(string text) => text.All(c => c is > ' ' and <= '~');
}
