using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Screens;

/// <summary>Colours of cells by what they say. The words are the meaning; the colour only lets the eye find them.</summary>
internal static class CellTones
{
    public static Style Of(Theme theme, ListColumn column, TableRow row, string text) => CellHealth.Of(column, row, text) switch
    {
        Health.Well => theme.Pass,
        Health.Quiet => theme.Dim,
        Health.Warn => theme.Warn,
        Health.Bad => theme.Fail,
        _ => theme.Text,
    };

    public static Style Of(Theme theme, Verdict verdict) => verdict switch
    {
        Verdict.Pass => theme.Pass,
        Verdict.Warn => theme.Warn,
        Verdict.Fail => theme.Fail,
        Verdict.Unknown => theme.Unknown,
        _ => theme.Dim,
    };
}
