using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace KubeNetTui.CommandLine;

internal sealed class VersionAction(TextWriter output) : SynchronousCommandLineAction
{
    /// <summary><c>0.1.0</c>; without the commit that the SDK appends.</summary>
    public static string Version { get; } =
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        output.WriteLine($"kubenettui {Version}");
        return ExitCode.Clean;
    }
}
