using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>
/// A key with its modifiers. Its text form is what key bindings are written in: <c>ctrl-r</c>, <c>shift-tab</c>, <c>esc</c>,
/// <c>enter</c>, <c>G</c>, <c>alt-x</c>, <c>f5</c>, <c>space</c>. Shift is part of a character (<c>G</c>, not <c>shift-g</c>), and a
/// letter with Ctrl is written small, since a terminal doesn't tell Ctrl-r from Ctrl-R.
/// </summary>
public sealed record KeyEvent : InputEvent
{
    public KeyEvent(Key key, Modifiers modifiers = Modifiers.None)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(key, Key.Character);
        Key = key;
        Modifiers = modifiers;
    }

    public KeyEvent(Rune character, Modifiers modifiers = Modifiers.None)
    {
        Key = Key.Character;
        Modifiers = modifiers & ~Modifiers.Shift;
        Character = (modifiers & Modifiers.Ctrl) != 0 ? Rune.ToLowerInvariant(character)
            : (modifiers & Modifiers.Shift) != 0 ? Rune.ToUpperInvariant(character)
            : character;
    }

    public KeyEvent(char character, Modifiers modifiers = Modifiers.None)
        : this(new Rune(character), modifiers)
    {
    }

    public Key Key { get; }

    /// <summary>The character, when <see cref="Key"/> is <see cref="Key.Character"/>; else U+0000.</summary>
    public Rune Character { get; }

    public Modifiers Modifiers { get; }

    /// <summary>A character that goes into text as it is: no Ctrl, no Alt.</summary>
    public bool IsText => Key == Key.Character && Modifiers == Modifiers.None;

    /// <summary>True for this plain character, without Ctrl or Alt.</summary>
    public bool Is(char character) => IsText && Character.Value == character;

    public bool Is(Key key) => Key == key && Key != Key.Character && Modifiers == Modifiers.None;

    /// <summary>Reads the text form; case matters only for a single character. Also knows <c>c-r</c>, <c>return</c>, <c>escape</c>.</summary>
    public static KeyEvent Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"\"{SafeText.Clean(text)}\" names no key; for example: ctrl-r, shift-tab, f5, G.");

    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out KeyEvent? key)
    {
        key = null;
        var rest = text ?? "";
        var modifiers = Modifiers.None;
        for (var dash = rest.IndexOf('-'); dash > 0 && dash < rest.Length - 1; dash = rest.IndexOf('-'))
        {
            var modifier = KeyNames.ModifierOf(rest.AsSpan(0, dash));
            if (modifier == Modifiers.None)
            {
                return false;
            }

            modifiers |= modifier;
            rest = rest[(dash + 1)..];
        }

        if (Rune.DecodeFromUtf16(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done && length == rest.Length)
        {
            key = Rune.IsControl(rune) ? null : new KeyEvent(rune, modifiers);
        }
        else if (rest.Equals("space", StringComparison.OrdinalIgnoreCase))
        {
            key = new KeyEvent(' ', modifiers);
        }
        else if (KeyNames.Find(rest) is { } named)
        {
            key = new KeyEvent(named, modifiers);
        }

        return key is not null;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(Modifiers.Ctrl, "ctrl-");
        Append(Modifiers.Alt, "alt-");
        Append(Modifiers.Super, "super-");
        Append(Modifiers.Shift, "shift-");
        return text.Append(Key != Key.Character ? KeyNames.Of(Key) : Character.Value == ' ' ? "space" : Character.ToString()).ToString();

        void Append(Modifiers modifier, string name)
        {
            if ((Modifiers & modifier) != 0)
            {
                text.Append(name);
            }
        }
    }
}
