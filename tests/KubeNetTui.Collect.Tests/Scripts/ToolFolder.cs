namespace KubeNetTui.Collect.Tests;

/// <summary>A folder with a choice of this machine's programs, and made-up ones: what a small image has.</summary>
internal sealed class ToolFolder : IDisposable
{
    private static readonly string[] Basics =
    [
        "sh", "cat", "head", "tail", "wc", "rm", "mv", "cp", "mkdir", "date", "sleep", "grep", "sed", "awk", "sort", "tr", "readlink", "id",
    ];

    public ToolFolder(params string[] tools)
    {
        Directory.CreateDirectory(Path);
        foreach (var tool in Basics.Concat(tools))
        {
            var source = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(p => System.IO.Path.Combine(p, tool)).First(File.Exists);
            File.CreateSymbolicLink(System.IO.Path.Combine(Path, tool), source);
        }
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "kn-tools-" + Guid.NewGuid().ToString("N")[..8]);

    /// <summary>A program of sh.</summary>
    public ToolFolder With(string name, string script)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
