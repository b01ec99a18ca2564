using System.Buffers;
using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>
/// Turns the bytes of a terminal into events, however they are cut into pieces. Never throws: what it can't read it leaves out, or shows
/// as U+FFFD where it was to be text.
/// <para>
/// A lone Esc and the beginning of a sequence look the same. The parser keeps an unfinished sequence (<see cref="IsWaiting"/>); its host
/// calls <see cref="Flush"/> when nothing followed for some 50 ms.
/// </para>
/// </summary>
public sealed class InputParser
{
    // Longer "sequences" are rubbish.
    private const int MaxSequence = 256;
    private const int MaxString = 64 * 1024;
    private const byte Escape = 0x1B;

    private readonly PasteCollector _paste = new();
    private byte[] _bytes = new byte[256];
    private int _count;

    private enum Step
    {
        /// <summary>More bytes are needed.</summary>
        Incomplete,
        Done,
    }

    /// <summary>A sequence has begun and not ended. A paste that goes on doesn't count: it is not to be cut by a time-out.</summary>
    public bool IsWaiting => _count > 0 && !_paste.IsOpen;

    public void Feed(ReadOnlySpan<byte> bytes, ICollection<InputEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (_bytes.Length - _count < bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
        Drain(events);
    }

    /// <summary>Nothing followed: what is kept is taken for keys.</summary>
    public void Flush(ICollection<InputEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        while (IsWaiting)
        {
            var pending = _bytes.AsSpan(0, _count);
            if (pending[0] != Escape)
            {
                events.Add(new KeyEvent(Rune.ReplacementChar)); // the beginning of a UTF-8 character
                _count = 0;
            }
            else if (pending.Length == 2 && pending[1] is >= (byte)' ' and < 0x7F)
            {
                events.Add(new KeyEvent((char)pending[1], Modifiers.Alt)); // alt-[ and the like
                _count = 0;
            }
            else if (pending.Length == 1 || pending[1] == Escape)
            {
                events.Add(new KeyEvent(Key.Esc));
                Drop(1);
                Drain(events);
            }
            else
            {
                _count = 0; // half a sequence: half a key is none
            }
        }
    }

    private void Drain(ICollection<InputEvent> events)
    {
        var position = 0;
        while (position < _count)
        {
            var rest = _bytes.AsSpan(position, _count - position);
            int used;
            Step step;
            if (_paste.IsOpen)
            {
                used = _paste.Take(rest, events);
                step = _paste.IsOpen ? Step.Incomplete : Step.Done;
            }
            else
            {
                step = Next(rest, events, out used);
            }

            position += used;
            if (step == Step.Incomplete)
            {
                break;
            }
        }

        Drop(position);
    }

    private void Drop(int count)
    {
        _bytes.AsSpan(count, _count - count).CopyTo(_bytes);
        _count -= count;
    }

    private Step Next(ReadOnlySpan<byte> bytes, ICollection<InputEvent> events, out int used)
    {
        if (bytes[0] != Escape)
        {
            return PlainKey(bytes, Modifiers.None, events, out used);
        }

        used = 0;
        if (bytes.Length == 1)
        {
            return Step.Incomplete;
        }

        switch (bytes[1])
        {
            case (byte)'[':
                return Csi(bytes, 2, Modifiers.None, events, out used);
            case (byte)'O':
                return Ss3(bytes, 2, Modifiers.None, events, out used);
            case Escape:
                return EscapeTwice(bytes, events, out used);
            case (byte)']' or (byte)'P' or (byte)'_' or (byte)'^' when bytes.Length == 2 || IsStringStart(bytes[1], bytes[2]):
                return SkipString(bytes, out used);
            default:
                var step = PlainKey(bytes[1..], Modifiers.Alt, events, out used);
                used += step == Step.Done ? 1 : 0;
                return step;
        }
    }

    // rxvt puts an Esc in front of a sequence for Alt; otherwise the first Esc is a key of its own.
    private Step EscapeTwice(ReadOnlySpan<byte> bytes, ICollection<InputEvent> events, out int used)
    {
        used = 0;
        if (bytes.Length == 2)
        {
            return Step.Incomplete;
        }

        if (bytes[2] is (byte)'[' or (byte)'O')
        {
            return bytes[2] == '[' ? Csi(bytes, 3, Modifiers.Alt, events, out used) : Ss3(bytes, 3, Modifiers.Alt, events, out used);
        }

        events.Add(new KeyEvent(Key.Esc));
        used = 1;
        return Step.Done;
    }

    private Step Csi(ReadOnlySpan<byte> bytes, int start, Modifiers alt, ICollection<InputEvent> events, out int used)
    {
        used = 0;
        for (var i = start; i < bytes.Length; i++)
        {
            var b = bytes[i];
            var first = i == start;
            if (first && b == '[')
            {
                // The Linux console's F1 to F5: CSI [ A.
                return LinuxFunctionKey(bytes, i + 1, alt, events, out used);
            }

            if (b is >= 0x40 and <= 0x7E || (b == '$' && bytes[start] is >= (byte)'0' and <= (byte)'9'))
            {
                if (first && b == 'M')
                {
                    return OldMouse(bytes, i + 1, out used);
                }

                used = i + 1;
                var read = CsiReader.Read(bytes[start..i], b, alt);
                if (read is PasteStart)
                {
                    _paste.Begin();
                }
                else if (read is not null)
                {
                    events.Add(read);
                }

                return Step.Done;
            }

            if (b is < 0x20 or > 0x7E || i - start > MaxSequence)
            {
                used = i; // not a sequence; the byte that breaks it is looked at by itself
                return Step.Done;
            }
        }

        return Step.Incomplete;
    }

    private static Step LinuxFunctionKey(ReadOnlySpan<byte> bytes, int at, Modifiers alt, ICollection<InputEvent> events, out int used)
    {
        used = 0;
        if (bytes.Length <= at)
        {
            return Step.Incomplete;
        }

        used = at + 1;
        if (bytes[at] is >= (byte)'A' and <= (byte)'E')
        {
            events.Add(new KeyEvent(Key.F1 + (bytes[at] - 'A'), alt));
        }

        return Step.Done;
    }

    // A terminal without SGR mouse reports says CSI M and three bytes. They can't say much, so they are only not to become keys.
    private static Step OldMouse(ReadOnlySpan<byte> bytes, int at, out int used)
    {
        used = bytes.Length < at + 3 ? 0 : at + 3;
        return used == 0 ? Step.Incomplete : Step.Done;
    }

    private static Step Ss3(ReadOnlySpan<byte> bytes, int start, Modifiers alt, ICollection<InputEvent> events, out int used)
    {
        used = 0;
        for (var i = start; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (b is (>= (byte)'0' and <= (byte)'9') or (byte)';' && i - start < 8)
            {
                continue;
            }

            if (b is < 0x20 or > 0x7E)
            {
                events.Add(new KeyEvent('O', Modifiers.Alt));
                used = start;
                return Step.Done;
            }

            used = i + 1;
            if (CsiReader.ReadSs3(bytes[start..i], b, alt) is { } key)
            {
                events.Add(key);
            }

            return Step.Done;
        }

        return Step.Incomplete;
    }

    // OSC, DCS, APC and PM carry answers that nobody here asked for. Alt with the same character is a key, so look at what follows.
    private static bool IsStringStart(byte kind, byte next) => kind switch
    {
        (byte)']' => next is >= (byte)'0' and <= (byte)'9',
        (byte)'P' => next is (>= (byte)'0' and <= (byte)'9') or (byte)'>' or (byte)'!' or (byte)'=',
        _ => next is >= (byte)'A' and <= (byte)'Z',
    };

    private static Step SkipString(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        for (var i = 2; i < bytes.Length; i++)
        {
            if (bytes[i] == 0x07 || i >= MaxString)
            {
                used = i + 1;
                return Step.Done;
            }

            if (bytes[i] == Escape)
            {
                if (i + 1 == bytes.Length)
                {
                    return Step.Incomplete;
                }

                used = bytes[i + 1] == '\\' ? i + 2 : i;
                return Step.Done;
            }
        }

        return Step.Incomplete;
    }

    private static Step PlainKey(ReadOnlySpan<byte> bytes, Modifiers modifiers, ICollection<InputEvent> events, out int used)
    {
        used = 1;
        switch (bytes[0])
        {
            case 0x00:
                events.Add(new KeyEvent(' ', modifiers | Modifiers.Ctrl));
                return Step.Done;
            case 0x09:
                events.Add(new KeyEvent(Key.Tab, modifiers));
                return Step.Done;
            case 0x0D:
                events.Add(new KeyEvent(Key.Enter, modifiers));
                return Step.Done;
            case 0x7F:
                events.Add(new KeyEvent(Key.Backspace, modifiers));
                return Step.Done;
            case <= 0x1A:
                events.Add(new KeyEvent((char)(bytes[0] + 0x60), modifiers | Modifiers.Ctrl));
                return Step.Done;
            case < 0x20:
                events.Add(new KeyEvent((char)(bytes[0] + 0x40), modifiers | Modifiers.Ctrl)); // ctrl-\ ctrl-] ctrl-^ ctrl-_
                return Step.Done;
        }

        switch (Rune.DecodeFromUtf8(bytes, out var rune, out used))
        {
            case OperationStatus.NeedMoreData:
                used = 0;
                return Step.Incomplete;
            case OperationStatus.Done when Rune.IsControl(rune):
                return Step.Done; // C1: a key for none of them
            default:
                events.Add(new KeyEvent(rune, modifiers));
                return Step.Done;
        }
    }
}
