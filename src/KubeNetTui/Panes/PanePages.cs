using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>What panes say where there is no table: what was tried, what came back, and what would give it.</summary>
internal static class PanePages
{
    private static readonly (string Key, string What) Again = ("r", "read again");
    private static readonly (string Key, string What) Back = ("esc", "back");

    public static Page NoPlace(PaneScope scope, Pane pane, string why) =>
        new($"No {pane.Noun} to show{(scope.Name.Length > 0 ? " for " + scope.Name : "")}", [Sentence(why)], [Again, ($":{pane.Word} NODE", "name a node"), Back])
        {
            Tone = StatusTone.Bad,
        };

    public static Page Defect(Pane pane, Exception e) =>
        new($"The {pane.Word} pane could not make its table", [$"{e.GetType().Name}: {e.Message}", "This is a defect of the program, not of the cluster; please report it."], [Again, Back])
        {
            Tone = StatusTone.Bad,
        };

    /// <summary>A section that was not had: which, why, and how to get it.</summary>
    public static Page Missing(IEvidence evidence, CommandNeed need, string noun)
    {
        var section = evidence.Find(need);
        var heading = section?.Status switch
        {
            SectionStatus.Absent => $"{need.Place} has no {noun} to show",
            SectionStatus.Denied => $"The {noun} of {need.Place} may not be read",
            SectionStatus.NotAsked or null => $"{need.Place} was not asked for its {noun}",
            _ => $"The {noun} of {need.Place} could not be read",
        };
        List<string> lines = [Sentence(evidence.WhyMissing(need)), $"Tried: {section?.Command ?? need.Command}{(section is { Where.Length: > 0 } ? $" ({section.Where})" : "")}"];
        if (section is { HowToGet: { Length: > 0 } how })
        {
            lines.Add($"What would give it: {how}");
        }

        return new Page(heading, lines, [Again, Back]) { Tone = section?.Status == SectionStatus.Absent ? StatusTone.Quiet : StatusTone.Bad };
    }

    /// <summary>Nothing that could give it did: the last that was tried, and why.</summary>
    public static PaneContent Missing<T>(PaneInput input, CommandReading<T> reading, Place place, string noun)
        where T : class =>
        reading.Section?.Need is CommandNeed need
            ? PaneContent.Of(Missing(input.Evidence, need, noun), reading.Section)
            : PaneContent.Of(new Page($"{place} was not asked for its {noun}", [Sentence(reading.Problem)], [Again, Back]));

    /// <summary>The command ran and said why it has nothing.</summary>
    public static Page Failed(CommandNeed need, CommandOutput output, string heading, params string[] more) =>
        new(heading,
        [
            $"{need.Command} on {need.Place} ended with status {output.Exit}" + (output.Error.Trim() is { Length: > 0 } error ? $":\n{error}" : "."),
            .. more,
        ],
        [Again, Back]);

    /// <summary>All is well and there is nothing.</summary>
    public static Page Nothing(string heading, params string[] lines) => new(heading, lines, [Again, Back]);

    private static string Sentence(string text) =>
        text.Length == 0 ? text
        : (text.Split(' ')[0].AsSpan().IndexOfAny('/', '.', '-') >= 0 ? text[..1] : text[..1].ToUpperInvariant()) + text[1..] + (text[^1] is '.' or '!' or '?' ? "" : ".");
}
