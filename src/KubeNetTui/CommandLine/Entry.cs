using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.CommandLine;

/// <summary>The program from its arguments to its exit code. Nothing that goes wrong leaves it as a stack trace.</summary>
internal static class Entry
{
    public static async Task<int> RunAsync(string[] args, ProgramHost host, ProgramSignals signals)
    {
        using RunLog log = new(host.Time);
        try
        {
            int code = args is [Completion.Verb, ..]
                ? Completion.Run(args[1..], host, log)
                : await InvokeAsync(args, host, log, signals).ConfigureAwait(false);
            await host.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            return code;
        }
        catch (Exception e)
        {
            return Explain(e, host, log, signals);
        }
    }

    private static async Task<int> InvokeAsync(string[] args, ProgramHost host, RunLog log, ProgramSignals signals)
    {
        CommandTree tree = new(host, log, signals);
        ParseResult parsed = tree.Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            throw new UsageException(UsageMessage.Of(parsed), help: true);
        }

        InvocationConfiguration invocation = new()
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,

            // Signals are this program's own business: a terminal has to be put back, a server to be ended.
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(invocation, signals.Asked).ConfigureAwait(false);
    }

    private static int Explain(Exception e, ProgramHost host, RunLog log, ProgramSignals signals)
    {
        try
        {
            host.Out.Flush();
        }
        catch (IOException)
        {
            // Whoever read the output has gone; there is nobody left to tell.
            return ExitCode.CouldNot;
        }

        switch (e)
        {
            case OperationCanceledException when signals.ExitCode > 0:
                return signals.ExitCode;
            case UsageException usage:
                Say(host, usage.Message);
                if (usage.Help)
                {
                    host.Error.WriteLine("Try: kubenettui --help");
                }

                return ExitCode.CouldNot;
            case KubeConfigException config:
                Say(host, config.Message);
                return ExitCode.CouldNot;
            case ApiException { Failure: var failure }:
                Say(host, FailureText.Of(failure));
                return ExitCode.CouldNot;
            default:
                log.Problem(e.ToString());
                Say(host, $"unexpected: {e.GetType().Name}: {e.Message}");
                host.Error.WriteLine(log.Path is { } path
                    ? $"The details are in {path}"
                    : "Run it again with --log-file FILE for the details; they are what a bug report needs.");
                return ExitCode.CouldNot;
        }
    }

    private static void Say(ProgramHost host, string message) =>
        host.Error.WriteLine("kubenettui: " + SafeText.Clean(message, keepLines: true));
}
