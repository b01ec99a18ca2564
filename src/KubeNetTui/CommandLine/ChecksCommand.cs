using System.CommandLine;
using KubeNetTui.Checks;

namespace KubeNetTui.CommandLine;

/// <summary><c>kubenettui checks</c>: what can be checked.</summary>
internal sealed class ChecksCommand
{
    public ChecksCommand(ProgramHost host)
    {
        Option<bool> markdown = new("--markdown") { Description = "In full: what each proves, what it reads, what keeps it from false alarms." };
        Command = new Command("checks", "List the checks.") { markdown };
        Command.SetAction(parsed =>
        {
            if (parsed.GetValue(markdown))
            {
                host.Out.Write(ChecksDocument.Markdown(Catalogue.All));
            }
            else
            {
                List(host.Out);
            }

            return ExitCode.Clean;
        });
    }

    public Command Command { get; }

    private static void List(TextWriter output)
    {
        int id = Catalogue.All.Max(c => c.Info.Id.Length);
        foreach (ICheck check in Catalogue.All)
        {
            output.WriteLine($"{check.Info.Id.PadRight(id)}  {check.Info.Title}");
        }
    }
}
