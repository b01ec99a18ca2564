using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>The parser's own: text follows until the end mark.</summary>
internal sealed record PasteStart : InputEvent;

/// <summary>
/// What a whole control sequence means: keys as xterm, VT220, rxvt and the Linux console send them, keys of <c>modifyOtherKeys</c> and of
/// "CSI u" (kitty's protocol), SGR mouse, focus, and the beginning of a paste. Null for what means nothing here.
/// </summary>
internal static class CsiReader
{
    private const int MaxParameters = 8;

    public static InputEvent? Read(ReadOnlySpan<byte> body, byte final, Modifiers alt)
    {
        if (!body.IsEmpty && body[0] == '<')
        {
            return Mouse(body[1..], final);
        }

        if (!body.IsEmpty && body[0] is >= (byte)'<' and <= (byte)'?')
        {
            return null; // private: answers to questions
        }

        Span<int> parameters = stackalloc int[MaxParameters];
        Span<int> second = stackalloc int[MaxParameters];
        var count = Parse(body, parameters, second);
        var modifiers = alt | (count > 1 ? ModifiersOf(parameters[1]) : Modifiers.None);
        if (count > 1 && second[1] == 3)
        {
            return null; // kitty: the key was let go
        }

        switch (final)
        {
            case (byte)'~':
                return Tilde(parameters, count, alt, modifiers);
            case (byte)'^':
                return Tilde(parameters, count, alt, alt | Modifiers.Ctrl); // rxvt
            case (byte)'$':
                return Tilde(parameters, count, alt, alt | Modifiers.Shift);
            case (byte)'@':
                return Tilde(parameters, count, alt, alt | Modifiers.Ctrl | Modifiers.Shift);
            case (byte)'u':
                return count > 0 ? OfCode(parameters[0], modifiers) : null;
            case (byte)'Z':
                return new KeyEvent(Key.Tab, modifiers | Modifiers.Shift);
            case (byte)'I':
                return new FocusEvent(true);
            case (byte)'O':
                return new FocusEvent(false);
            case >= (byte)'a' and <= (byte)'d':
                return new KeyEvent(Arrow((byte)(final - 0x20)), modifiers | Modifiers.Shift); // rxvt
            case (byte)'R' when count > 1 && parameters[0] != 1:
                return null; // an answer: the cursor's place
            default:
                return Letter(final) is { } key ? new KeyEvent(key, modifiers) : null;
        }
    }

    public static KeyEvent? ReadSs3(ReadOnlySpan<byte> body, byte final, Modifiers alt)
    {
        Span<int> parameters = stackalloc int[MaxParameters];
        Span<int> second = stackalloc int[MaxParameters];
        var count = Parse(body, parameters, second);
        var modifiers = alt | (count > 0 ? ModifiersOf(parameters[count - 1]) : Modifiers.None);
        return final switch
        {
            (byte)'M' => new KeyEvent(Key.Enter, modifiers), // the keypad's
            >= (byte)'a' and <= (byte)'d' => new KeyEvent(Arrow((byte)(final - 0x20)), modifiers | Modifiers.Ctrl), // rxvt
            >= (byte)'j' and <= (byte)'y' => new KeyEvent((char)(final - 0x40), modifiers), // keypad: * + , - . / 0–9
            _ => Letter(final) is { } key ? new KeyEvent(key, modifiers) : null,
        };
    }

    private static Key? Letter(byte final) => final switch
    {
        >= (byte)'A' and <= (byte)'D' => Arrow(final),
        (byte)'F' => Key.End,
        (byte)'H' => Key.Home,
        >= (byte)'P' and <= (byte)'S' => Key.F1 + (final - 'P'),
        _ => null,
    };

    private static Key Arrow(byte final) => final switch
    {
        (byte)'A' => Key.Up,
        (byte)'B' => Key.Down,
        (byte)'C' => Key.Right,
        _ => Key.Left,
    };

    private static InputEvent? Tilde(ReadOnlySpan<int> parameters, int count, Modifiers alt, Modifiers modifiers)
    {
        if (count == 0)
        {
            return null;
        }

        if (parameters[0] == 27 && count > 2)
        {
            return OfCode(parameters[2], alt | ModifiersOf(parameters[1])); // xterm's modifyOtherKeys
        }

        if (parameters[0] == 200)
        {
            return new PasteStart();
        }

        Key? key = parameters[0] switch
        {
            1 or 7 => Key.Home,
            2 => Key.Insert,
            3 => Key.Delete,
            4 or 8 => Key.End,
            5 => Key.PageUp,
            6 => Key.PageDown,
            >= 11 and <= 15 => Key.F1 + (parameters[0] - 11),
            >= 17 and <= 21 => Key.F6 + (parameters[0] - 17),
            23 or 24 => Key.F11 + (parameters[0] - 23),
            _ => null,
        };
        return key is { } found ? new KeyEvent(found, modifiers) : null;
    }

    private static KeyEvent? OfCode(int code, Modifiers modifiers)
    {
        Key? key = code switch
        {
            9 => Key.Tab,
            13 or 57414 => Key.Enter, // 57344 and on: kitty's numbers for keys without a character
            27 => Key.Esc,
            8 or 127 => Key.Backspace,
            57417 => Key.Left,
            57418 => Key.Right,
            57419 => Key.Up,
            57420 => Key.Down,
            57421 => Key.PageUp,
            57422 => Key.PageDown,
            57423 => Key.Home,
            57424 => Key.End,
            57425 => Key.Insert,
            57426 => Key.Delete,
            _ => null,
        };
        if (key is { } named)
        {
            return new KeyEvent(named, modifiers);
        }

        if (code is >= 57399 and <= 57408)
        {
            return new KeyEvent((char)('0' + code - 57399), modifiers);
        }

        return code is < 57344 or > 63743 && Rune.TryCreate(code, out var rune) && !Rune.IsControl(rune) ? new KeyEvent(rune, modifiers) : null;
    }

    private static MouseEvent? Mouse(ReadOnlySpan<byte> body, byte final)
    {
        Span<int> parameters = stackalloc int[MaxParameters];
        Span<int> second = stackalloc int[MaxParameters];
        if (final is not ((byte)'M' or (byte)'m') || Parse(body, parameters, second) < 3 || parameters[1] < 1 || parameters[2] < 1)
        {
            return null;
        }

        var code = parameters[0];
        var modifiers = ((code & 4) != 0 ? Modifiers.Shift : 0) | ((code & 8) != 0 ? Modifiers.Alt : 0) | ((code & 16) != 0 ? Modifiers.Ctrl : 0);
        var (x, y) = (parameters[1] - 1, parameters[2] - 1);
        if ((code & 64) != 0)
        {
            return new MouseEvent(MouseAction.WheelUp + (code & 3), MouseButton.None, x, y, modifiers);
        }

        if ((code & 128) != 0)
        {
            return null; // buttons 8 to 11
        }

        var button = (code & 3) switch { 0 => MouseButton.Left, 1 => MouseButton.Middle, 2 => MouseButton.Right, _ => MouseButton.None };
        var action = (code & 32) != 0 ? (button == MouseButton.None ? MouseAction.Move : MouseAction.Drag)
            : final == 'm' ? MouseAction.Release : MouseAction.Press;
        return new MouseEvent(action, button, x, y, modifiers);
    }

    /// <summary>Numbers between semicolons; of "5:2" the 5 goes to the numbers, the 2 to the second ones. Missing ones are 0.</summary>
    private static int Parse(ReadOnlySpan<byte> body, Span<int> numbers, Span<int> second)
    {
        numbers.Clear();
        second.Clear();
        if (body.IsEmpty)
        {
            return 0;
        }

        int index = 0, part = 0;
        foreach (var b in body)
        {
            if (b == ';')
            {
                (index, part) = (index + 1, 0);
                if (index == numbers.Length)
                {
                    return index;
                }
            }
            else if (b == ':')
            {
                part++;
            }
            else if (b is >= (byte)'0' and <= (byte)'9' && part < 2)
            {
                ref var number = ref part == 0 ? ref numbers[index] : ref second[index];
                number = Math.Min((number * 10) + (b - '0'), 1_000_000);
            }
        }

        return index + 1;
    }

    // xterm: 1 + a bit each for Shift, Alt, Ctrl, Super (kitty), Hyper, Meta.
    private static Modifiers ModifiersOf(int parameter)
    {
        var bits = Math.Max(0, parameter - 1);
        return (Modifiers)(bits & 15) | ((bits & 32) != 0 ? Modifiers.Alt : Modifiers.None);
    }
}
