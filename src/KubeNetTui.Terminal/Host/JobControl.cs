using System.Globalization;

namespace KubeNetTui.Terminal;

/// <summary>Stopping the program as Ctrl-Z does (SIGTSTP), where there is a shell that can continue it.</summary>
internal static class JobControl
{
    /// <summary>
    /// Is there a parent outside of the process group, in the same session? Without one (the program is a window's only command, an
    /// "orphaned process group" to POSIX) nobody would ever continue it.
    /// </summary>
    public static bool CanStop()
    {
        var session = LibC.SessionOf(0);
        var group = LibC.GroupOf(0);
        for (var process = ParentOf(Environment.ProcessId); process > 1; process = ParentOf(process))
        {
            if (LibC.SessionOf(process) != session)
            {
                return false;
            }

            if (LibC.GroupOf(process) != group)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Asks the whole group to stop, so that a script around the program stops too and its shell takes note.</summary>
    public static void AskGroupToStop() => _ = LibC.Kill(0, LibC.SignalTerminalStop);

    /// <summary>Returns after the program was continued.</summary>
    public static void StopNow() => _ = LibC.Kill(Environment.ProcessId, LibC.SignalStop);

    private static int ParentOf(int process)
    {
        try
        {
            // pid (name) state ppid …; the name may hold spaces and parentheses.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : 0;
        }
        catch (IOException)
        {
            return 0;
        }
        catch (UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
