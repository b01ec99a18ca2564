using System.Text;
using KubeNetTui.App;

namespace KubeNetTui.CommandLine;

/// <summary>What surrounds a run: streams, terminal, variables, the clock, the full-screen program. Tests put their own in place.</summary>
internal sealed record ProgramHost
{
    public required TextWriter Out { get; init; }

    /// <summary>Below <see cref="Out"/>, for what is written as bytes; flush Out first.</summary>
    public required Stream OutBytes { get; init; }
    public required TextWriter Error { get; init; }
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Of the terminal that stderr is, for the line of progress.</summary>
    public int Columns { get; init; } = 80;

    /// <summary>Where a person answers questions; null: nobody does.</summary>
    public TextReader? Answers { get; init; }

    public Func<string, string?> Variable { get; init; } = static _ => null;
    public TimeProvider Time { get; init; } = TimeProvider.System;
    public Func<ExplorerOptions, CancellationToken, Task<int>> Explore { get; init; } = Explorer.RunAsync;

    /// <summary>Meaning never rests on it; see https://no-color.org for the variable.</summary>
    public bool Colour =>
        OutIsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") is { Length: > 0 } term && term != "dumb";

    public static ProgramHost OfThisProcess()
    {
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

        // The console's stream takes a closed pipe (| head) for the end of interest, not for an error.
        Stream output = Console.OpenStandardOutput();
        return new ProgramHost
        {
            OutBytes = output,
            Out = new StreamWriter(output, utf8, bufferSize: 16 * 1024, leaveOpen: true),
            Error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true },
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Columns = ColumnsOfTerminal(),
            Answers = Console.IsInputRedirected ? null : Console.In,
            Variable = Environment.GetEnvironmentVariable,
        };
    }

    private static int ColumnsOfTerminal()
    {
        // Asking makes the runtime set up its console; without a terminal there is nothing to learn from it.
        if (Console.IsErrorRedirected)
        {
            return 80;
        }

        try
        {
            return Console.WindowWidth is > 0 and int columns ? columns : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
