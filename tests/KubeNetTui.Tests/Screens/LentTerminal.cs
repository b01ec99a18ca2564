using System.Text;
using System.Threading.Channels;
using KubeNetTui.Terminal;

namespace KubeNetTui.Tests.Screens;

/// <summary>The terminal in the hands of a shell: what the person types goes to it raw, what it writes is kept.</summary>
internal sealed class LentTerminal
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _written = new();
    private ChannelWriter<ReadOnlyMemory<byte>>? _keyboard;

    /// <summary>A shell has it now.</summary>
    public bool IsLent => _keyboard is not null;

    public int TimesLent { get; private set; }

    public string Written
    {
        get
        {
            lock (_lock)
            {
                return _written.ToString();
            }
        }
    }

    public void Type(string text) => (_keyboard ?? throw new InvalidOperationException("no shell has the terminal")).TryWrite(Encoding.UTF8.GetBytes(text));

    public async Task RunAsync(Func<TerminalPassthrough, CancellationToken, Task> work)
    {
        await using TerminalPassthrough passthrough = new(new TerminalSize(120, 40), Write, () => _keyboard = null);
        (_keyboard, TimesLent) = (passthrough.InputWriter, TimesLent + 1);
        await work(passthrough, TestContext.Current.CancellationToken);
    }

    private Task Write(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            _written.Append(Encoding.UTF8.GetString(bytes.Span));
        }

        return Task.CompletedTask;
    }
}
