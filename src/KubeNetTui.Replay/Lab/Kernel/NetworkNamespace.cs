using System.Runtime.InteropServices;

namespace KubeNetTui.Replay;

/// <summary>
/// Sockets inside a network namespace of another process. A socket belongs to the namespace of the thread that made it, for good: so a
/// thread enters, makes it, and ends; whoever uses the socket later need not be there.
/// </summary>
internal static class NetworkNamespace
{
    private const int StackBytes = 256 * 1024;

    /// <param name="process">Any process in the namespace.</param>
    /// <exception cref="LabException">The process is gone, or we may not enter.</exception>
    public static T In<T>(int process, Func<T> make)
    {
        T made = default!;
        Exception? problem = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    Enter(process);
                    made = make();
                }
                catch (Exception e)
                {
                    problem = e;
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        return problem is null ? made : throw Told(problem, process);
    }

    private static void Enter(int process)
    {
        using var handle = File.OpenHandle($"/proc/{process}/ns/net", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (LibC.SetNamespace(handle, LibC.NetworkNamespace) != 0)
        {
            throw new LabException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private static Exception Told(Exception problem, int process) => problem is IOException or UnauthorizedAccessException
        ? new LabException($"the network namespace of process {process} can't be entered: {problem.Message}", problem)
        : problem;
}
