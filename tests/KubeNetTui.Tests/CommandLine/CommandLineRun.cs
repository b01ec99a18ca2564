using System.Text;
using KubeNetTui.CommandLine;

namespace KubeNetTui.Tests.CommandLine;

/// <summary>The program run in this process, as a shell would, with what it printed and how it ended.</summary>
internal sealed record CommandLineRun(int ExitCode, string Out, string Error)
{
    public static Task<CommandLineRun> Of(params string[] args) => With(static host => host, args);

    /// <param name="change">What is special of this run's surroundings.</param>
    public static async Task<CommandLineRun> With(Func<ProgramHost, ProgramHost> change, params string[] args)
    {
        using MemoryStream output = new();
        await using StreamWriter writer = new(output, new UTF8Encoding(false), leaveOpen: true);
        StringWriter error = new();
        using ProgramSignals signals = new();
        ProgramHost host = change(new ProgramHost
        {
            Out = writer,
            OutBytes = output,
            Error = error,
            Explore = static (_, _) => throw new InvalidOperationException("the full-screen program was started"),
        });
        int code = await Entry.RunAsync(args, host, signals).WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        await writer.FlushAsync(TestContext.Current.CancellationToken);
        return new CommandLineRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>What every run that goes wrong owes to a person: exit 2, a sentence on stderr, no stack trace.</summary>
    public CommandLineRun ShouldSayWhy(params string[] words)
    {
        Assert.True(ExitCode == 2, $"exit status {ExitCode}\n{Out}\n{Error}");
        Assert.StartsWith("kubenettui: ", Error);
        Assert.DoesNotContain("   at ", Error);
        Assert.DoesNotContain("Exception", Error);
        Assert.DoesNotContain("unexpected: ", Error);
        foreach (string word in words)
        {
            Assert.Contains(word, Error + Out, StringComparison.OrdinalIgnoreCase);
        }

        return this;
    }
}
