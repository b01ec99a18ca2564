namespace KubeNetTui.Evidence;

/// <summary>One command that can give a <typeparamref name="T"/>; null from the parser where its output is none (a tool without <c>-j</c>).</summary>
internal sealed record CommandSource<T>(string Section, Func<string, T> Parse, Func<T, bool>? IsUsable = null)
    where T : class;

/// <summary>Commands that give the same thing, the best first.</summary>
internal sealed class CommandSources<T>(params IReadOnlyList<CommandSource<T>> sources)
    where T : class
{
    /// <summary>
    /// The best, and then each next one as soon as those before it are known not to be there. Where a shell can't be had, or the
    /// kernel refuses, the next one would meet the same.
    /// </summary>
    public IEnumerable<Need> Needs(Place place, IEvidence soFar)
    {
        foreach (var source in sources)
        {
            var need = new CommandNeed(place, source.Section);
            yield return need;
            if (soFar.Find(need) is not { } section || (section.Status != SectionStatus.Absent && !IsUseless(section, source)))
            {
                yield break;
            }
        }
    }

    public CommandReading<T> Read(Place place, IEvidence evidence)
    {
        Section? missing = null;
        Need? asked = null;
        foreach (var source in sources)
        {
            var need = new CommandNeed(place, source.Section);
            var section = evidence.Find(need);
            if (section is { Status: SectionStatus.Read, Value: CommandOutput output } && Usable(output, source) is { } value)
            {
                return new() { Value = value, Section = section, Output = output, Problem = "" };
            }

            // Of several that are missing, one that was refused or hung says more than one that is not installed.
            if (section is not null && (missing is null || (missing.Status == SectionStatus.Absent && section.Status != SectionStatus.Absent)))
            {
                missing = section;
            }

            asked ??= need;
        }

        return new() { Section = missing, Problem = Why(missing, asked!) };
    }

    private static string Why(Section? section, Need asked) => section is { Status: SectionStatus.Read, Value: CommandOutput output }
        ? $"{(section.Need is CommandNeed need ? need.Section : section.Command)} gave nothing that is understood (exit {output.Exit}{(output.Error.Length > 0 ? ": " + FirstLine(output.Error) : "")})"
        : Missing.Why(section, section?.Need ?? asked);

    private static bool IsUseless(Section section, CommandSource<T> source) =>
        section is { Status: SectionStatus.Read, Value: CommandOutput output } && Usable(output, source) is null;

    private static T? Usable(CommandOutput output, CommandSource<T> source)
    {
        if (output.Exit != 0 && output.Text.Length == 0)
        {
            return null;
        }

        var value = output.As(source.Parse);
        return source.IsUsable is null || source.IsUsable(value) ? value : null;
    }

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        return (end < 0 ? line : line[..end]).ToString();
    }
}
