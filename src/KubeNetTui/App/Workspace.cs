using KubeNetTui.App.Commands;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>The program between the terminal and the screens: sessions, the stack, commands, keys. Lives on the UI thread.</summary>
internal sealed class Workspace : IWorkspace, IAsyncDisposable
{
    private readonly IUiHost _host;
    private readonly IConnector _connector;
    private readonly CancellationTokenSource _ending = new();
    private readonly OwnedWork _work;
    private readonly ScreenStack _stack;
    private readonly List<IOverlay> _overlays = [];
    private readonly PromptHistories _histories;
    private readonly VerdictScope _verdicts;
    private readonly GlobalKeys _keys;
    private readonly CommandRunner _commands;
    private readonly Personal _personal;
    private readonly bool _readOnly;
    private Session? _session;
    private NamespaceNames? _namespaceNames;
    private (ApiResource Resource, string Filter)? _kind;
    private Theme _withoutFocus;
    private int _connecting;

    public Workspace(IUiHost host, IConnector connector, Theme theme, TimeProvider time, bool readOnly, Configuration.ConfigFolders? folders = null)
    {
        _host = host;
        _connector = connector;
        Theme = _withoutFocus = theme;
        Time = time;
        _readOnly = readOnly;
        _work = new OwnedWork(this);
        _stack = new ScreenStack(this);
        _verdicts = new VerdictScope(this, () =>
        {
            VerdictsChanged?.Invoke();
            Invalidate();
        },
        () => _stack.Top is Screens.ListScreen { Source.Feed.Status.State: LiveState.Loading });
        Toast = new Toast(this);
        Chrome = new Chrome(this);
        _keys = new GlobalKeys(this);
        _commands = new CommandRunner(this);
        folders ??= Configuration.ConfigFolders.None;
        _personal = new Personal(this, folders);
        _personal.Changed += () => _host.UseMouse(Config.Settings.Mouse);
        var remembered = Configuration.StateFiles.Of(folders);
        _histories = new PromptHistories(remembered);
        Slots = new NamespaceSlots(remembered);
        _stack.Replace(new PageScreen(this, "kubenettui", new Page("Connecting …", [], [(":q", "leave")])));
    }

    public event Action? VerdictsChanged;

    public event Action? ConfigChanged
    {
        add => _personal.Changed += value;
        remove => _personal.Changed -= value;
    }

    public Session Session => _session ?? throw new InvalidOperationException("there is no session yet");

    /// <summary>Null while it connects, and when that failed.</summary>
    public Session? CurrentSession => _session;

    public Theme Theme
    {
        get => Beside is { IsOpen: true } beside && !beside.HasFocus(this) ? _withoutFocus : field;
        set
        {
            field = value;
            _withoutFocus = value with { BorderFocused = value.Border };
            Invalidate();
        }
    }

    public TimeProvider Time { get; }

    /// <summary>By the command line, or by the person's settings for this context.</summary>
    public bool ReadOnly => _readOnly || Config.Settings.ReadOnly;

    public Configuration.PersonalConfig Config => _personal.Config;

    /// <summary>The person's own keys.</summary>
    public KeyMap Keys => _personal.Keys;

    public Toast Toast { get; }

    /// <summary>What is drawn around the screens.</summary>
    public Chrome Chrome { get; }

    /// <summary>A number that is being typed before a key.</summary>
    public KeyCount Count => _keys.Count;

    /// <summary>The digits switch namespace here; else they begin a number.</summary>
    public bool DigitsAreNamespaces => Config.Settings.Digits == "namespaces" && BrowsesNamespace;

    /// <summary>What is in sight can be put in another namespace by a key.</summary>
    public bool BrowsesNamespace => _stack.Top is Screens.ListScreen { Source.BrowsesNamespace: true } || _stack.Top.CommandIn(null) is not null;

    public NamespaceSlots Slots { get; }

    /// <summary>A second cluster beside this one; null: there is no place for one.</summary>
    public IBeside? Beside { get; set; }

    /// <summary>Namespaces known, for completion: those that the server lists, and those used.</summary>
    public IReadOnlyList<string> NamespaceNames => [.. (_namespaceNames?.Names() ?? []).Concat(Slots.Slots).Distinct()];

    /// <summary>Of the kubeconfig, when it was last read.</summary>
    public IReadOnlyList<KubeContext> Contexts { get; private set; } = [];

    /// <summary>The context in use before this one; null: none.</summary>
    public string? LastContext { get; private set; }

    public CommandSet Commands => _commands.Commands;

    public ScreenStack Stack => _stack;

    public IReadOnlyList<IOverlay> Overlays => _overlays;

    public IReadOnlyList<Binding> GlobalBindings => Keys.Apply(_keys.Bindings);

    public IVerdictSource? Verdicts => _verdicts.Source;

    public void Post(Action action) => _host.Post(action);

    public void Invalidate() => _host.RequestFrame();

    public IDisposable Schedule(TimeSpan pause, Action action) => new UiTimer(this, pause, action);

    public void Own(ValueTask work) => _work.Add(work);

    public void Open(IScreen screen)
    {
        _stack.Push(screen);
        Invalidate();
    }

    public void Back()
    {
        if (!_stack.Pop() && Beside?.TryCloseSecond(this) != true)
        {
            Say("this is the first screen; :q leaves");
        }

        Invalidate();
    }

    /// <summary>What the key of a binding does, or why it does nothing now.</summary>
    public void Run(Binding binding) => _keys.Run(binding);

    /// <summary>Takes away all screens above one of them.</summary>
    /// <param name="index">From the root, which is 0.</param>
    public void BackTo(int index)
    {
        while (_stack.Screens.Count > index + 1 && _stack.Pop())
        {
        }

        Invalidate();
    }

    public void Show(IOverlay overlay)
    {
        _overlays.Add(overlay);
        Invalidate();
    }

    public void Close(IOverlay overlay)
    {
        _overlays.Remove(overlay);
        Invalidate();
    }

    public void Ask(PromptRequest request)
    {
        Show(new PromptOverlay(this, request with { Entered = Kept }, _histories.Of(request.History)));

        void Kept(string text)
        {
            Own(new ValueTask(_histories.KeepAsync(request.History)));
            request.Entered?.Invoke(text);
        }
    }

    public void Say(string message, StatusTone tone = StatusTone.Quiet) => Toast.Show(message, tone);

    public void Copy(string text, string what)
    {
        _host.Copy(text);
        Say($"copied {what}");
    }

    public Task RunOutsideAsync(Func<TerminalPassthrough, CancellationToken, Task> work) => _host.RunOutsideAsync(work);

    public Task<int> RunProgramAsync(System.Diagnostics.ProcessStartInfo program) => _host.RunProgramAsync(program);

    public void End() => _host.End();

    public void StopProcess() => _host.StopProcess();

    /// <param name="context">Null: as configured.</param>
    /// <param name="arrival">What to open then.</param>
    public void Connect(string? context, Arrival arrival)
    {
        var number = ++_connecting;
        Own(new ValueTask(ConnectAsync()));

        async Task ConnectAsync()
        {
            try
            {
                var session = await _connector.ConnectAsync(context, _ending.Token).ConfigureAwait(false);
                Post(() => Adopt(session, number, arrival));
            }
            catch (Exception e) when (e is KubeConfigException or ApiException or IOException)
            {
                Post(() => ConnectFailed(e, context, arrival, number));
            }
            catch (OperationCanceledException)
            {
                // The program ended while it connected.
            }
        }
    }

    public void Execute(string command)
    {
        Invalidate();
        _commands.Run(command);
    }

    /// <summary>The command before (-1) or after (1) in the history.</summary>
    public void Step(int step)
    {
        if (_stack.Step(step) is { } command)
        {
            Execute(command);
        }
        else
        {
            Say(step < 0 ? "nothing was open before" : "nothing was open after");
        }
    }

    /// <summary>The list that was open before; again: back.</summary>
    public void OpenLast()
    {
        if (_stack.StepToLast() is { } command)
        {
            Execute(command);
        }
        else
        {
            Say("nothing was open before");
        }
    }

    public void OpenCommandPrompt() => Ask(new PromptRequest(":")
    {
        Hint = "a kind, iptables, conntrack, check, ns, ctx, help, q — tab completes",
        History = "command",
        Complete = _commands.Complete,
        Entered = Execute,
    });

    public void OpenHelp() => Show(new HelpPage(this, _stack.Top.Title, [.. Keys.Apply(_stack.Top.Bindings), .. Keys.Apply(_keys.Bindings)], Commands.All));

    /// <summary>The kind in sight in another namespace; null: all.</summary>
    public void SwitchNamespace(string? ns)
    {
        if (_session is null)
        {
            Say("not connected", StatusTone.Warning);
            return;
        }

        if (_stack.Screens[0].CommandIn(ns) is { } command)
        {
            Execute(command);
            return;
        }

        var kind = _keys.KindInSight() is { Namespaced: true } inSight ? inSight : WellKnownKinds.Pods;
        Execute(ns is null ? $"{kind.FullName} -A" : $"{kind.FullName} {ns}");
    }

    public void Handle(InputEvent input) => _keys.Handle(input);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _verdicts.Dispose();
        foreach (var screen in _stack.Screens)
        {
            Own(screen.DisposeAsync());
        }

        EndSession();
        await _work.DisposeAsync().ConfigureAwait(false);
        Toast.Dispose();
        _personal.Dispose();
        _ending.Dispose();
    }

    /// <summary>Makes a screen the only one.</summary>
    /// <param name="place">The command that opens it, for the history.</param>
    public void Root(IScreen screen, string place)
    {
        _kind = KindBrowsed is { } browsed ? (browsed.Resource, browsed.Which.Filter) : _kind;
        _stack.Replace(screen);
        _stack.Visit(place);
        Invalidate();
    }

    /// <summary>Makes a picture of many kinds the only screen, of the namespaces browsed.</summary>
    public void RootBrowsing(IScreen screen, string place)
    {
        Root(screen, place);
        UseNamespaces(Session.Namespaces);
        _verdicts.Watch(Session, Session.Namespaces);
    }

    /// <summary>Makes a list of a kind the only screen: what is kept when the context changes.</summary>
    public void Root(Screens.ListScreen screen, ApiResource resource, string place)
    {
        Root(screen, place);
        _kind = (resource, "");
        UseNamespaces(Session.Namespaces);
        _verdicts.Watch(Session, Session.Namespaces);

        // Before a key is pressed that may not be.
        foreach (var ns in Session.Namespaces.Append("default"))
        {
            Own(new ValueTask(Session.Rights.Of(ns)));
        }
    }

    /// <summary>The kind browsed last, where and how filtered; null: none yet.</summary>
    public (ApiResource Resource, KindCommand Which)? KindBrowsed
    {
        get
        {
            if (_kind is not { } kind || _session is not { } session)
            {
                return null;
            }

            var filter = _stack.Screens[0] is Screens.ListScreen { Source.Resource: { } root } list && root.IsSameKind(kind.Resource) ? list.Model.Filter.Text : kind.Filter;
            return (kind.Resource, new KindCommand(session.Namespaces, session.Namespaces.Count == 0, null, filter));
        }
    }

    /// <summary>The server lists namespaces, and it is none of them; false also where that is not known.</summary>
    public bool IsNoNamespace(string ns) => _namespaceNames?.Known is { Count: > 0 } known && !known.Contains(ns);

    private void UseNamespaces(IReadOnlyList<string> namespaces)
    {
        foreach (var ns in namespaces.Where(n => !IsNoNamespace(n)))
        {
            Own(new ValueTask(Slots.Use(ns)));
        }
    }

    private void Adopt(Session session, int number, Arrival arrival)
    {
        if (number != _connecting || _ending.IsCancellationRequested)
        {
            Own(session.DisposeAsync());
            return;
        }

        EndSession();
        LastContext = CurrentSession?.Client.Settings.ContextName is { } before && before != session.Client.Settings.ContextName ? before : LastContext;
        _session = session;
        _personal.Use(session.Client.Settings.ClusterName, session.Client.Settings.ContextName);
        Slots.Load(session.Client.Settings.ContextName);
        UseNamespaces(Config.Settings.Namespaces);

        session.Consent = (request, cancellation) => ConsentQuestion.AskAsync(this, request, cancellation);
        _namespaceNames = new NamespaceNames(session);
        UseNamespaces(session.Namespaces);
        Arrive(session, arrival);

        if (session.Forwards.Kept.Count is > 0 and var kept)
        {
            Say($"{kept} port-forwards were kept for this context: :pf starts them");
        }

        // After the list, which is what one waits for: both want the first connection, and the processor.
        Own(new ValueTask(SessionLoader.RunAsync(session, this)));
        LoadContexts(open: false);
    }

    private void Arrive(Session session, Arrival arrival)
    {
        if (arrival.Place is { } place)
        {
            KindOpening.Open(this, place.Resource, place.Which);
            if (arrival.IsCarried)
            {
                Own(new ValueTask(CarriedNamespaces.CheckAsync(this, session, place.Resource)));
            }

            return;
        }

        Execute(arrival.Command ?? Config.Settings.Command ?? "pods");
        if (_stack.Top is PageScreen)
        {
            Execute("pods"); // the command was none that opens something
        }
    }

    private void EndSession()
    {
        _verdicts.Stop();
        if (_namespaceNames is { } names)
        {
            Own(names.DisposeAsync());
        }

        if (_session is { } old)
        {
            Own(old.DisposeAsync());
        }
    }

    private void ConnectFailed(Exception error, string? context, Arrival arrival, int number)
    {
        if (number != _connecting)
        {
            return;
        }

        if (_session is not null)
        {
            Say(SafeText.Clean(error.Message), StatusTone.Bad); // the cluster in sight stays
            return;
        }

        var page = error is ApiException api
            ? Page.Of(api.Failure, "Not connected")
            : new Page("Not connected: the kubeconfig can't be used", [SafeText.Clean(error.Message, keepLines: true)], Page.UsualWays) { Tone = StatusTone.Bad };
        _stack.Replace(new PageScreen(this, "not connected", page, () => Connect(context, arrival)));
        Invalidate();
    }

    public void OpenConfiguration() => Open(new PageScreen(this, "configuration", _personal.AsPage()));

    public void OpenContexts() => LoadContexts(open: true);

    private void LoadContexts(bool open)
    {
        Own(new ValueTask(LoadAsync()));

        async Task LoadAsync()
        {
            try
            {
                var contexts = await _connector.ContextsAsync(_ending.Token).ConfigureAwait(false);
                Post(() =>
                {
                    Contexts = contexts;
                    if (open)
                    {
                        var inUse = _session?.Client.Settings.ContextName;
                        var edit = new Acting.ContextEdit(this, _connector, inUse, ContextsChanged, _ending.Token);
                        var source = new Screens.ContextsSource(this, contexts, inUse, Time.GetUtcNow(), edit);
                        Root(new Screens.ListScreen(this, source), "ctx");
                    }
                });
            }
            catch (Exception e) when (e is KubeConfigException or IOException)
            {
                Post(() => Say(SafeText.Clean(e.Message), StatusTone.Bad));
            }
            catch (OperationCanceledException)
            {
                // The program ended.
            }
        }
    }

    // The session speaks of its context by name: under the new one it connects anew.
    private void ContextsChanged(string? renamed)
    {
        if (renamed is null)
        {
            LoadContexts(open: true);
        }
        else
        {
            Connect(renamed, new Arrival("ctx"));
        }
    }
}
