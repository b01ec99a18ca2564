using System.Diagnostics;

namespace KubeNetTui.EndToEnd;

/// <summary>The program as it was built beside these tests, and ways to run it.</summary>
internal static class BuiltProgram
{
    public static string Root { get; } = FindRoot();

    /// <summary>The executable of the same configuration as the tests (Release in CI).</summary>
    public static string Path { get; } = FindExecutable();

    /// <summary>Runs to its end without a terminal; output is read fully.</summary>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(Path, arguments);

    public static async Task<Outcome> RunAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? input = null,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Root,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        // Closed even when empty: a command that reads its input must not wait for a person.
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(120));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end in time; stdout: {await output}; stderr: {await error}");
        }

        return new Outcome(process.ExitCode, await output, await error);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "KubeNetTui.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no KubeNetTui.sln above {AppContext.BaseDirectory}");
    }

    private static string FindExecutable()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var path = System.IO.Path.Combine(FindRoot(), "src", "KubeNetTui", "bin", configuration, "net10.0", "kubenettui");
        return File.Exists(path) ? path : throw new FileNotFoundException("build the program first", path);
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}
