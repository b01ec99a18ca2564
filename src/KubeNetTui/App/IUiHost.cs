using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>What the workspace needs of the terminal and the loop that serves it.</summary>
internal interface IUiHost
{
    /// <summary>From any thread.</summary>
    void Post(Action action);

    void RequestFrame();

    void Copy(string text);

    Task RunOutsideAsync(Func<TerminalPassthrough, CancellationToken, Task> work);

    /// <summary>Gives the terminal, as it was, to a program of this machine until it ends.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It can't be started.</exception>
    Task<int> RunProgramAsync(System.Diagnostics.ProcessStartInfo program);

    /// <summary>Takes the mouse, or leaves it to the terminal.</summary>
    void UseMouse(bool use);

    /// <summary>The program stops until the shell continues it.</summary>
    void StopProcess();

    /// <summary>The program ends after the frame at hand.</summary>
    void End();
}
