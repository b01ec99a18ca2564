namespace KubeNetTui.App.Commands;

/// <summary>
/// A command after the colon, declared as data: dispatch, completion, help and docs/keys.md are made from it, so that none can disagree.
/// </summary>
/// <param name="Words">What is typed; the first is shown.</param>
/// <param name="Argument">What may follow, for people: <c>[NAMESPACE]</c>; "" where nothing may: with more behind it the word is a kind's name.</param>
/// <param name="Help">What it does, in a line.</param>
/// <param name="Run">Given what follows the word, trimmed; on the UI thread, must return at once.</param>
internal sealed record Command(IReadOnlyList<string> Words, string Argument, string Help, Action<string> Run)
{
    public Command(string word, string argument, string help, Action<string> run)
        : this([word], argument, help, run)
    {
    }

    public string Word => Words[0];

    /// <summary>Group in help and document.</summary>
    public string Group { get; init; } = "Commands";

    /// <summary>Without a connection it says so, and nothing is run.</summary>
    public bool NeedsSession { get; init; } = true;

    /// <summary>What may follow the word, given what of it was typed; whole arguments, the best first. Those that do not begin as typed are left out.</summary>
    public Func<string, IEnumerable<string>> Candidates { get; init; } = static _ => [];

    /// <summary>Why it can't be used now, or null when it can.</summary>
    public Func<string?> WhyDisabled { get; init; } = static () => null;
}
