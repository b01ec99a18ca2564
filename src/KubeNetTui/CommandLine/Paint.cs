using KubeNetTui.Checks;

namespace KubeNetTui.CommandLine;

/// <summary>The 16 colours of every terminal, as the person has set them up; words say the same without.</summary>
internal static class Paint
{
    public static string Over(ReportTone tone, string text) => tone switch
    {
        ReportTone.Pass => Sgr("32", text),
        ReportTone.Warn => Sgr("33", text),
        ReportTone.Fail => Sgr("1;31", text),
        ReportTone.Unknown => Sgr("35", text),
        ReportTone.Quiet => Sgr("2", text),
        ReportTone.Strong => Sgr("1", text),
        ReportTone.Deciding => Sgr("1;36", text),
        _ => text,
    };

    private static string Sgr(string code, string text) => $"\u001b[{code}m{text}\u001b[0m";
}
