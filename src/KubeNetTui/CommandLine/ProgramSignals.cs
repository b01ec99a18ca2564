using System.Runtime.InteropServices;

namespace KubeNetTui.CommandLine;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP ask the program to end in good order; the second one ends it at once, whatever it is doing.
/// </summary>
internal sealed class ProgramSignals : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signal;

    public ProgramSignals()
    {
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, Ask));
        }
    }

    public CancellationToken Asked => _asked.Token;

    /// <summary>128 and the signal's number, when there was one; else 0.</summary>
    public int ExitCode => _signal;

    /// <summary>For tests: as if the signal had come.</summary>
    internal void Ask(PosixSignal signal)
    {
        // POSIX numbers; the enum's own are negative stand-ins for them.
        _signal = 128 + signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGHUP => 1, _ => 15 };
        _asked.Cancel();
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        if (!_asked.IsCancellationRequested)
        {
            context.Cancel = true;
            Ask(context.Signal);
        }
    }
}
