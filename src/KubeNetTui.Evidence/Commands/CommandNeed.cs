namespace KubeNetTui.Evidence;

/// <summary>
/// The output of one command on a node or in a pod's network namespace; its section's value is a <see cref="CommandOutput"/>.
/// Statuses of the section: Read (also where the command failed but said something: see <see cref="CommandOutput.Exit"/>), Absent (the
/// tool or file is not there), Denied (the shell may not read it, or may not be opened), Failed (no shell, cut, hung), NotAsked.
/// </summary>
/// <param name="Section">A name of <see cref="SectionCommands"/>, e.g. <c>iptables-save</c>.</param>
public sealed record CommandNeed(Place Place, string Section) : Need
{
    public override string Command => SectionCommands.Find(Section)?.Command ?? Section;
}

/// <summary>What a command printed. Parsed forms are made once, when somebody first asks for them.</summary>
/// <param name="Text">Standard output, line ends as they came.</param>
/// <param name="Exit">Exit status.</param>
/// <param name="Error">Standard error, the first few kilobytes.</param>
/// <param name="IsCut">Output beyond the bound was left out: what is missing proves nothing.</param>
public sealed record CommandOutput(string Text, int Exit = 0, string Error = "", bool IsCut = false)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Type, object> _parsed = [];

    /// <summary>The output as <typeparamref name="T"/>, parsed once; the parser must not throw.</summary>
    public T As<T>(Func<string, T> parse)
        where T : class
    {
        lock (_lock)
        {
            if (!_parsed.TryGetValue(typeof(T), out var value))
            {
                _parsed[typeof(T)] = value = parse(Text);
            }

            return (T)value;
        }
    }

    /// <summary>Two outputs are the same by what they say, not by what has been parsed of them.</summary>
    public bool Equals(CommandOutput? other) =>
        other is not null && (Text, Exit, Error, IsCut) == (other.Text, other.Exit, other.Error, other.IsCut);

    public override int GetHashCode() => HashCode.Combine(Text, Exit);
}
