using KubeNetTui.Terminal;

namespace KubeNetTui.CommandLine;

/// <summary>One line on stderr that is written over and goes without a trace. Nothing at all where stderr is no terminal.</summary>
internal sealed class ProgressLine(ProgramHost host) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);
    private long _shown;
    private bool _there;

    public void Show(string text)
    {
        if (!host.ErrorIsTerminal || (_shown != 0 && host.Time.GetElapsedTime(_shown) < Pause))
        {
            return;
        }

        string line = SafeText.Clean(text);

        // One column short: a full line would wrap on some terminals, and then not be erased.
        int room = Math.Max(1, host.Columns - 1);
        host.Error.Write($"\r\u001b[K{(line.Length > room ? line[..room] : line)}");
        (_shown, _there) = (host.Time.GetTimestamp(), true);
    }

    public void Clear()
    {
        if (_there)
        {
            host.Error.Write("\r\u001b[K");
            _there = false;
        }
    }

    public void Dispose() => Clear();
}
