namespace KubeNetTui.Terminal;

/// <summary>Names of keys in the text form of <see cref="KeyEvent"/>. The first name of a key is the one that is printed.</summary>
internal static class KeyNames
{
    private static readonly (string Name, Key Key)[] Names =
    [
        ("enter", Key.Enter), ("return", Key.Enter), ("tab", Key.Tab), ("esc", Key.Esc), ("escape", Key.Esc),
        ("backspace", Key.Backspace), ("delete", Key.Delete), ("del", Key.Delete), ("insert", Key.Insert), ("ins", Key.Insert),
        ("up", Key.Up), ("down", Key.Down), ("left", Key.Left), ("right", Key.Right), ("home", Key.Home), ("end", Key.End),
        ("pgup", Key.PageUp), ("pageup", Key.PageUp), ("pgdn", Key.PageDown), ("pagedown", Key.PageDown),
        ("f1", Key.F1), ("f2", Key.F2), ("f3", Key.F3), ("f4", Key.F4), ("f5", Key.F5), ("f6", Key.F6),
        ("f7", Key.F7), ("f8", Key.F8), ("f9", Key.F9), ("f10", Key.F10), ("f11", Key.F11), ("f12", Key.F12),
    ];

    private static readonly (string Name, Modifiers Modifier)[] ModifierNames =
    [
        ("ctrl", Modifiers.Ctrl), ("control", Modifiers.Ctrl), ("c", Modifiers.Ctrl),
        ("alt", Modifiers.Alt), ("meta", Modifiers.Alt), ("m", Modifiers.Alt),
        ("shift", Modifiers.Shift), ("s", Modifiers.Shift), ("super", Modifiers.Super),
    ];

    public static Key? Find(ReadOnlySpan<char> name)
    {
        foreach (var (candidate, key) in Names)
        {
            if (name.Equals(candidate, StringComparison.OrdinalIgnoreCase))
            {
                return key;
            }
        }

        return null;
    }

    public static string Of(Key key)
    {
        foreach (var (name, candidate) in Names)
        {
            if (candidate == key)
            {
                return name;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(key), key, "A key without a name.");
    }

    public static Modifiers ModifierOf(ReadOnlySpan<char> name)
    {
        foreach (var (candidate, modifier) in ModifierNames)
        {
            if (name.Equals(candidate, StringComparison.OrdinalIgnoreCase))
            {
                return modifier;
            }
        }

        return Modifiers.None;
    }
}
