using System.Collections.Concurrent;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;
using KubeNetTui.Themes;
using Buffer = KubeNetTui.Terminal.Buffer;

namespace KubeNetTui.Tests.Verify;

/// <summary>The program around a screen or a pane, as far as they ask for it; the test is its UI thread.</summary>
internal sealed class Desk : IWorkspace, IAsyncDisposable
{
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly List<Pending> _pending = [];

    public Desk(ApiClient? client = null) => Session = new Session(client ?? NoServer());

    /// <param name="session">Made by the test, for what it reads and how it asks.</param>
    public Desk(Session session) => Session = session;

    public event Action? VerdictsChanged
    {
        add { }
        remove { }
    }

    public event Action? ConfigChanged
    {
        add { }
        remove { }
    }

    public Session Session { get; }

    public Theme Theme => ThemeStore.Plain;

    public ManualTime Clock { get; } = new();

    public TimeProvider Time => Clock;

    public bool ReadOnly { get; set; }

    public IVerdictSource? Verdicts { get; set; }

    public List<IScreen> Opened { get; } = [];

    public List<string> Said { get; } = [];

    public List<string> Copied { get; } = [];

    public IOverlay? Overlay { get; private set; }

    public PromptRequest? Asked { get; private set; }

    public List<Task> Owned { get; } = [];

    public void Post(Action action) => _posted.Enqueue(action);

    public IDisposable Schedule(TimeSpan pause, Action action)
    {
        var pending = new Pending(pause, action);
        _pending.Add(pending);
        return pending;
    }

    /// <summary>Lets so much time go by for what is scheduled.</summary>
    public void Wait(TimeSpan pause)
    {
        foreach (var pending in _pending.Where(p => p.Pause <= pause).ToArray())
        {
            _pending.Remove(pending);
            pending.Run();
        }
    }

    /// <summary>Runs what background work has posted, until something is so.</summary>
    public async Task Until(Func<bool> isSo, string what)
    {
        for (var end = DateTime.UtcNow.AddSeconds(60); ; await Task.Delay(10))
        {
            while (_posted.TryDequeue(out var action))
            {
                action();
            }

            if (isSo())
            {
                return;
            }

            Assert.True(DateTime.UtcNow < end, $"after a minute still not: {what}");
        }
    }

    public void Invalidate()
    {
    }

    public void Open(IScreen screen) => Opened.Add(screen);

    public void Back()
    {
    }

    public void Execute(string command)
    {
    }

    public void Say(string message, StatusTone tone = StatusTone.Quiet) => Said.Add(message);

    public void Ask(PromptRequest request) => Asked = request;

    public void Own(ValueTask work) => Owned.Add(work.AsTask());

    public void Show(IOverlay overlay) => Overlay = overlay;

    public void Close(IOverlay overlay) => Overlay = ReferenceEquals(overlay, Overlay) ? null : Overlay;

    public void Copy(string text, string what) => Copied.Add(text);

    public Task RunOutsideAsync(Func<TerminalPassthrough, CancellationToken, Task> work) => throw new NotSupportedException();

    public Task<int> RunProgramAsync(System.Diagnostics.ProcessStartInfo program) => throw new NotSupportedException();

    public KubeNetTui.Configuration.PersonalConfig Config => KubeNetTui.Configuration.PersonalConfig.Empty;

    public async ValueTask DisposeAsync()
    {
        foreach (var screen in Opened)
        {
            await screen.DisposeAsync();
        }

        await Session.DisposeAsync();
    }

    /// <summary>A client of a server that is not there.</summary>
    public static ApiClient NoServer() => new(new ConnectionSettings { Server = new Uri("http://127.0.0.1:9/"), ContextName = "test" });

    public static Selection Service(string ns, string name) => new(WellKnownKinds.Services, ns, name, "");

    public static Selection Pod(string ns, string name) => new(WellKnownKinds.Pods, ns, name, "");

    public static string Draw(IScreen screen, int width, int height)
    {
        var area = new Rect(0, 0, width, height);
        var buffer = new Buffer(area);
        screen.Render(area, buffer);
        return buffer.ToText();
    }

    public static string Draw(ISidePane pane, int width, int height, bool focused = true)
    {
        var area = new Rect(0, 0, width, height);
        var buffer = new Buffer(area);
        pane.Render(area, buffer, focused);
        return buffer.ToText();
    }

    public static void Press(IReadOnlyList<Binding> bindings, Func<KeyEvent, bool> others, params string[] keys)
    {
        foreach (var key in keys)
        {
            if (bindings.FirstOrDefault(b => b.Keys.Contains(key)) is { } binding && binding.WhyDisabled() is null)
            {
                binding.Run();
            }
            else
            {
                others(KeyEvent.Parse(key));
            }
        }
    }

    private sealed class Pending(TimeSpan pause, Action action) : IDisposable
    {
        private bool _cancelled;

        public TimeSpan Pause => pause;

        public void Run()
        {
            if (!_cancelled)
            {
                action();
            }
        }

        public void Dispose() => _cancelled = true;
    }
}

/// <summary>A clock that stands until it is moved; timers are the machine's.</summary>
internal sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 12, 3, 10, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Verdicts that the test sets.</summary>
internal sealed class SetVerdicts : IVerdictSource
{
    public VerdictCell Cell { get; set; } = new(Verdict.Fail, "");

    public VerdictCell Of(ApiResource resource, TableRow row) => Cell;

    public VerdictCell Of(Subject subject) => Cell;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
