namespace KubeNetTui.CommandLine;

/// <summary>What scripts go by; <c>--help</c> says the same.</summary>
internal static class ExitCode
{
    /// <summary>Nothing was found at or over the threshold; or the command did what it was asked for.</summary>
    public const int Clean = 0;

    public const int Findings = 1;

    /// <summary>It could not be checked or done; stderr says why.</summary>
    public const int CouldNot = 2;

    /// <summary>128 + SIGINT, as shells expect it.</summary>
    public const int Interrupted = 130;
}
