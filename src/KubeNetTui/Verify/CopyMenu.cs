using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Verify;

/// <summary>What can be copied of a finding, and of the whole run.</summary>
internal static class CopyMenu
{
    public static void Show(IWorkspace workspace, Finding? finding, VerifyRun? run)
    {
        List<Choice> choices = [];
        void Add(string key, string label, string text, string what) =>
            choices.Add(new Choice(key, label, () => workspace.Copy(text, what)));

        if (finding is not null)
        {
            if (finding.RemedyCommand.Length > 0)
            {
                Add("m", "command of the remedy", finding.RemedyCommand, "the remedy's command");
            }

            if (finding.Exhibits.Count > 0)
            {
                Add("e", "command of the evidence", string.Join('\n', finding.Exhibits.Select(static e => e.Command)), "the evidence's command");
            }

            Add("f", "this finding", ReportOf(workspace, [finding], finding.Exhibits.Count > 0 ? finding.Exhibits[0].At : default), "the finding");
        }

        if (run is not null)
        {
            Add("r", "the whole report", ReportOf(workspace, CheckEngine.Rank(run.Findings), run.Started), "the report");
        }

        if (choices.Count > 0)
        {
            workspace.Show(new ChoiceOverlay(workspace, "copy", choices));
        }
    }

    internal static string ReportOf(IWorkspace workspace, IReadOnlyList<Finding> findings, DateTimeOffset at)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var settings = workspace.Session.Client.Settings;
        TextReport.Write(text, findings, new ReportOptions
        {
            Cluster = $"{settings.ContextName} ({settings.Server})",
            At = at,
            Clean = static line => SafeText.Clean(line),
        });
        return text.ToString();
    }
}
