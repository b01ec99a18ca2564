using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>The keys that work everywhere, and the way of each event: overlay, screen, then these.</summary>
internal sealed class GlobalKeys
{
    private readonly Workspace _workspace;

    public GlobalKeys(Workspace workspace)
    {
        _workspace = workspace;
        Bindings =
        [
            new("app.command", [":"], "command", "Type a command: a kind, ns, ctx, theme, help, q.", workspace.OpenCommandPrompt) { HintPriority = 50 },
            new("app.help", ["?", "f1"], "help", "All keys that work here.", workspace.OpenHelp) { HintPriority = 95 },
            new("app.back", ["esc", "q"], "back", "Close what is open: the filter, the pane, the screen.", Back) { HintPriority = 40 },
            new("app.count", ["#"], "", "A number before a key that moves or marks: #10j, #5G, #3ctrl-f. Where the header shows no namespaces the digits alone begin it: 10j.", () => Count.Open()) { Group = "Move" },
            new("app.header", ["ctrl-e"], "", "The header in full, in one line, not at all.", workspace.Chrome.ToggleHeader),
            new("app.crumbs", ["ctrl-g"], "", "The path of screens at the bottom, or not.", workspace.Chrome.ToggleCrumbs),
            new("app.all", ["0"], "all namespaces", "The same kind in all namespaces.", () => workspace.SwitchNamespace(null)),
            new("app.namespace", ["1", "2", "3", "4", "5", "6", "7", "8", "9"], "namespace", "The same kind in the namespace that the header shows for this key.", static () => { }),
            new("app.previous", ["["], "", "The list before, in the history of commands.", () => workspace.Step(-1)),
            new("app.next", ["]"], "", "The list after, in the history of commands.", () => workspace.Step(1)),
            new("app.last", ["-"], "last", "The list that was open before this one; again: back to this.", workspace.OpenLast) { WhyDisabled = () => workspace.Stack.LastPlace is null ? "nothing was open before" : null },
            new("beside.other", ["tab", "ctrl-right", "ctrl-left", "ctrl-down", "ctrl-up"], "other side", "Two clusters in sight: the keys to the other one.", () => workspace.Beside?.Switch())
            {
                Group = "Two clusters", HintPriority = 99, WhyDisabled = () => workspace.Beside is { IsOpen: true } ? null : "one cluster is in sight: :beside CONTEXT opens another beside it",
            },
            new("app.quit", ["ctrl-c"], "quit", "Leave.", workspace.End),
        ];
    }

    public IReadOnlyList<Binding> Bindings { get; }

    /// <summary>The number that is being typed before a key.</summary>
    public KeyCount Count { get; } = new();

    /// <summary>The kind of the list that is the root, for <c>0</c> to <c>9</c>.</summary>
    public ApiResource? KindInSight() =>
        _workspace.Stack.Screens[0] is Screens.ListScreen { Source.Resource: { } resource } && !resource.IsSameKind(WellKnownKinds.Namespaces)
            ? resource
            : null;

    public void Handle(InputEvent input)
    {
        _workspace.Invalidate();
        switch (input)
        {
            case KeyEvent key when IsEscapeAndKey(key):
                Handle(new KeyEvent(Key.Esc));
                Handle(new KeyEvent(key.Character, key.Modifiers & ~Modifiers.Alt));
                break;
            case KeyEvent key:
                Handle(key);
                break;
            case PasteEvent paste when _workspace.Overlays.Count > 0:
                _workspace.Overlays[^1].HandlePaste(paste.Text);
                break;
            case PasteEvent paste:
                _workspace.Stack.Top.HandlePaste(paste.Text);
                break;
            case MouseEvent mouse when _workspace.Overlays.Count > 0:
                _workspace.Overlays[^1].HandleMouse(mouse, _workspace.Chrome.Whole);
                break;
            case MouseEvent { Action: MouseAction.Press, Button: MouseButton.Left } click when _workspace.Chrome.Clicks.Click(click.X, click.Y):
                break;
            case MouseEvent mouse:
                _workspace.Stack.Top.HandleMouse(mouse, _workspace.Chrome.Body);
                break;
        }
    }

    /// <summary>
    /// Terminals send Alt with a key as Esc and the key, and a slow line brings an Esc and the next key in one packet, seconds of typing
    /// apart: an Alt that nothing is bound to was those two.
    /// </summary>
    private bool IsEscapeAndKey(KeyEvent key)
    {
        if (key.Key != Key.Character || (key.Modifiers & Modifiers.Alt) == 0)
        {
            return false;
        }

        // Alt-b, Alt-f, Alt-d go by words where a line is edited.
        return _workspace.Overlays.Count > 0 || _workspace.Stack.Top.IsTyping
            ? key.Character.Value is not ('b' or 'f' or 'd')
            : !(_workspace.Config.Settings.Digits == "counts" && key.Character.Value is >= '0' and <= '9')
                && !_workspace.Keys.Apply(_workspace.Stack.Top.Bindings).Any(b => b.Keys.Contains(key.ToString()));
    }

    private void Handle(KeyEvent key)
    {
        var name = key.ToString();
        if (name == "ctrl-c")
        {
            _workspace.End();
            return;
        }

        if (_workspace.Overlays.Count > 0)
        {
            var overlay = _workspace.Overlays[^1];
            if (!Run(_workspace.Keys.Apply(overlay.Bindings), name))
            {
                overlay.HandleKey(key);
            }

            return;
        }

        var screen = _workspace.Stack.Top;
        if (screen.IsTyping)
        {
            screen.HandleKey(key);
        }
        else if (IsForOtherSide(screen, name))
        {
            _workspace.Beside!.Switch();
        }
        else if (Count.IsOpen)
        {
            TakeCount(screen, key, name);
        }
        else if (name is [>= '1' and <= '9'] && !_workspace.DigitsAreNamespaces && !_workspace.Keys.Apply(screen.Bindings).Any(b => b.Keys.Contains(name)))
        {
            Count.Open(name);
        }
        else if (!Run(_workspace.Keys.Apply(screen.Bindings), name) && !screen.HandleKey(key) && !RunNamespace(name))
        {
            Run(_workspace.GlobalBindings, name);
        }
    }

    /// <summary>Tab belongs to the screen where it has a use for it: a pane that is open.</summary>
    private bool IsForOtherSide(IScreen screen, string key) =>
        _workspace.Beside is { IsOpen: true }
        && _workspace.GlobalBindings.Any(b => b.Id == "beside.other" && b.Keys.Contains(key))
        && !_workspace.Keys.Apply(screen.Bindings).Any(b => b.Keys.Contains(key) && b.WhyDisabled() is null);

    // The key after a number: one that takes it, or a cursor key of the screen; any other is not run, since it was not meant alone.
    private void TakeCount(IScreen screen, KeyEvent key, string name)
    {
        if (Count.Take(name))
        {
            return;
        }

        var count = Count.End();
        var binding = _workspace.Keys.Apply(screen.Bindings).FirstOrDefault(b => b.Keys.Contains(name));
        if (binding is { Counted: { } run } && binding.WhyDisabled() is null)
        {
            run(count);
        }
        else if (binding is not null || !screen.HandleCounted(key, count))
        {
            _workspace.Say($"{count}: {name} takes no number", StatusTone.Warning);
        }
    }

    private bool RunNamespace(string name)
    {
        var isAlt = _workspace.Config.Settings.Digits == "counts" && name.StartsWith("alt-", StringComparison.Ordinal);
        name = isAlt ? name[4..] : name;
        if (isAlt && name == "0")
        {
            _workspace.SwitchNamespace(null);
            return true;
        }

        if (name is not [>= '1' and <= '9'])
        {
            return false;
        }

        if (_workspace.Slots.Of(name[0] - '0') is { } ns)
        {
            _workspace.SwitchNamespace(ns);
        }
        else
        {
            _workspace.Say($"no namespace is on the key {name} yet");
        }

        return true;
    }

    /// <summary>Runs it, or says why it does not work now.</summary>
    public void Run(Binding binding)
    {
        if (binding.WhyDisabled() is { } why)
        {
            _workspace.Say($"{(binding.Label.Length > 0 ? binding.Label : binding.Keys[0])}: {why}", StatusTone.Warning);
        }
        else
        {
            binding.Run();
        }
    }

    private bool Run(IReadOnlyList<Binding> bindings, string key)
    {
        var binding = bindings.FirstOrDefault(b => b.Keys.Contains(key));
        if (binding is not null)
        {
            Run(binding);
        }

        return binding is not null;
    }

    private void Back()
    {
        if (_workspace.Toast.Text.Length > 0)
        {
            _workspace.Toast.Clear();
        }

        _workspace.Back();
    }
}
