using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace KubeNetTui.Terminal;

/// <summary>Signals that concern the terminal. The first SIGTERM, SIGHUP or SIGINT asks the program to end; a second one ends it.</summary>
internal sealed class SignalWatch : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _asked;

    [UnsupportedOSPlatform("windows")]
    public SignalWatch(TerminalSession session)
    {
        On(PosixSignal.SIGWINCH, _ => session.Resized());
        On(PosixSignal.SIGTSTP, context =>
        {
            context.Cancel = true;
            session.Stop();
        });
        On(PosixSignal.SIGCONT, _ => session.Continued());
        On(PosixSignal.SIGTERM, context => End(session, context, CloseReason.Terminated));
        On(PosixSignal.SIGINT, context => End(session, context, CloseReason.Terminated));
        On(PosixSignal.SIGQUIT, context => End(session, context, CloseReason.Terminated));
        On(PosixSignal.SIGHUP, context => End(session, context, CloseReason.HangUp));
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void On(PosixSignal signal, Action<PosixSignalContext> handler) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, handler));

    private void End(TerminalSession session, PosixSignalContext context, CloseReason reason)
    {
        context.Cancel = Interlocked.Exchange(ref _asked, 1) == 0;
        session.Close(reason);
    }
}
