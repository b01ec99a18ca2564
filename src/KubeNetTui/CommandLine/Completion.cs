using System.CommandLine;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.CommandLine;

/// <summary>
/// What may stand where the cursor is. The shells' scripts call <c>kubenettui __complete WORD…</c> with the words after the
/// program's name up to the cursor, the last one being typed (maybe ""), and get a candidate a line.
/// </summary>
internal static class Completion
{
    public const string Verb = "__complete";

    public static int Run(IReadOnlyList<string> words, ProgramHost host, RunLog log)
    {
        using ProgramSignals signals = new();
        CommandTree tree = new(host, log, signals);

        // As one line, because only a line has a cursor; words with blanks in it can't be asked for, and none are offered.
        string typed = words.Count > 0 ? words[^1] : "";
        string line = string.Join(' ', words);
        IEnumerable<string> candidates = tree.Root.Parse(line)
            .GetCompletions(line.Length)
            .Select(item => item.InsertText ?? item.Label)
            .Where(word => word.StartsWith(typed, StringComparison.Ordinal))
            .Where(word => !word.StartsWith('-') || typed.StartsWith('-'))
            .Where(word => word is not ("/?" or "/h" or "-?"))
            .Distinct()
            .Order(StringComparer.Ordinal);
        foreach (string candidate in candidates)
        {
            host.Out.WriteLine(candidate);
        }

        return ExitCode.Clean;
    }

    /// <summary>Ids for <c>--only</c>: the last one of a list with commas is completed, what stands before it is kept.</summary>
    public static IEnumerable<string> CheckIds(string typed)
    {
        string before = typed[..(typed.LastIndexOf(',') + 1)];
        return Catalogue.All.Select(check => before + check.Info.Id);
    }

    public static IEnumerable<string> Contexts(ParseResult parsed, GlobalOptions globals)
    {
        try
        {
            return [.. KubeConfig.Load(new ConnectionOverrides { KubeConfigPath = parsed.GetValue(globals.KubeConfig) }).Contexts.Select(c => c.Name)];
        }
        catch (KubeConfigException)
        {
            // A shell waits for candidates; what is wrong with the file is told when the command is run.
            return [];
        }
    }
}
