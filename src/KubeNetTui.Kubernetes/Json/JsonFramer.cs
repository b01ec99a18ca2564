using System.Buffers;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// Finds where a JSON value ends, piece by piece, without looking at what is in it. It is what makes lists cheap: skipping
/// <c>managedFields</c>, most of a Table's bytes, is a vectorised search for brackets and quotes. It trusts the brackets to match;
/// whoever parses the value finds out what is wrong with it.
/// </summary>
internal struct JsonFramer
{
    private static readonly SearchValues<byte> s_marks = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> s_quoteOrEscape = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> s_afterPlain = SearchValues.Create(",]} \t\r\n"u8);

    private int _depth;
    private State _state;

    private enum State : byte
    {
        Start,
        Between,
        Text,
        Escape,
        Plain,
    }

    /// <summary>Inside a number or literal: the end of input ends it too.</summary>
    public readonly bool EndsWithInput => _state == State.Plain;

    /// <summary>Reads on; the first byte ever given must be the value's first.</summary>
    /// <param name="length">Bytes that belong to the value: all of them when it does not end here.</param>
    /// <returns>Whether the value ends within <paramref name="bytes"/>.</returns>
    public bool TryEnd(ReadOnlySpan<byte> bytes, out int length)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            switch (_state)
            {
                case State.Start:
                    switch (bytes[at])
                    {
                        case (byte)'{' or (byte)'[':
                            _depth = 1;
                            _state = State.Between;
                            break;
                        case (byte)'"':
                            _state = State.Text;
                            break;
                        default:
                            _state = State.Plain;
                            break;
                    }
                    at++;
                    break;
                case State.Between:
                    var mark = bytes[at..].IndexOfAny(s_marks);
                    if (mark < 0)
                    {
                        length = bytes.Length;
                        return false;
                    }
                    at += mark + 1;
                    switch (bytes[at - 1])
                    {
                        case (byte)'"':
                            _state = State.Text;
                            break;
                        case (byte)'{' or (byte)'[':
                            _depth++;
                            break;
                        default:
                            if (--_depth == 0)
                            {
                                length = at;
                                return true;
                            }
                            break;
                    }
                    break;
                case State.Text:
                    var quote = bytes[at..].IndexOfAny(s_quoteOrEscape);
                    if (quote < 0)
                    {
                        length = bytes.Length;
                        return false;
                    }
                    at += quote + 1;
                    if (bytes[at - 1] == '\\')
                    {
                        _state = State.Escape;
                    }
                    else if (_depth == 0)
                    {
                        length = at;
                        return true;
                    }
                    else
                    {
                        _state = State.Between;
                    }
                    break;
                case State.Escape:
                    at++;
                    _state = State.Text;
                    break;
                default:
                    var end = bytes[at..].IndexOfAny(s_afterPlain);
                    if (end >= 0)
                    {
                        length = at + end;
                        return true;
                    }
                    length = bytes.Length;
                    return false;
            }
        }
        length = at;
        return false;
    }
}
