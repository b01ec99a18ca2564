namespace KubeNetTui.Evidence;

/// <summary>Sockets from <c>ss</c>, or else from the files of /proc, of which there is one for each protocol and family.</summary>
internal static class SocketReading
{
    public static readonly (string Section, SocketProtocol Protocol)[] TcpFiles =
        [("proc-net-tcp", SocketProtocol.Tcp), ("proc-net-tcp6", SocketProtocol.Tcp)];

    public static readonly (string Section, SocketProtocol Protocol)[] AllFiles =
        [.. TcpFiles, ("proc-net-udp", SocketProtocol.Udp), ("proc-net-udp6", SocketProtocol.Udp)];

    public static IEnumerable<Need> Needs(Place place, IEvidence soFar, string tool, (string Section, SocketProtocol Protocol)[] files)
    {
        var first = new CommandNeed(place, tool);
        yield return first;
        if (soFar.Find(first) is { } section && (section.Status == SectionStatus.Absent || IsUseless(section)))
        {
            foreach (var (file, _) in files)
            {
                yield return new CommandNeed(place, file);
            }
        }
    }

    public static CommandReading<SocketTable> Read(Place place, IEvidence evidence, string tool, (string Section, SocketProtocol Protocol)[] files)
    {
        var first = new CommandNeed(place, tool);
        var section = evidence.Find(first);
        if (section is { Status: SectionStatus.Read, Value: CommandOutput output } && !IsUseless(section))
        {
            return new() { Value = output.As(SocketTable.ParseSs), Section = section, Output = output, Problem = "" };
        }

        // IPv4 TCP is in every kernel; the other files are not there where the family is switched off.
        var main = evidence.Find(new CommandNeed(place, files[0].Section));
        if (main is not { Status: SectionStatus.Read, Value: CommandOutput tcp })
        {
            var why = main is null or { Status: SectionStatus.Absent } && section is not null ? section : main;
            return new() { Section = why, Problem = Missing.Why(why, why?.Need ?? first) };
        }

        List<SocketTable> tables = [];
        foreach (var (file, protocol) in files)
        {
            var part = evidence.Find(new CommandNeed(place, file));
            if (part is { Status: SectionStatus.Read, Value: CommandOutput text })
            {
                tables.Add(text.As(t => SocketTable.ParseProc(t, protocol)));
            }
            else if (part is { Status: SectionStatus.Denied or SectionStatus.Failed })
            {
                return new() { Section = part, Problem = Missing.Why(part, part.Need) };
            }
        }

        return new() { Value = SocketTable.Join(tables), Section = main, Output = tcp, Problem = "" };
    }

    // A machine without listening sockets prints nothing, and that is an answer; a tool that failed prints nothing too.
    private static bool IsUseless(Section section) =>
        section is { Status: SectionStatus.Read, Value: CommandOutput { Exit: not 0, Text.Length: 0 } };
}
