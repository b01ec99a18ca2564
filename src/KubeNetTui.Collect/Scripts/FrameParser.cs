using System.Buffers;
using System.Text;

namespace KubeNetTui.Collect;

/// <summary>Cuts an answer into frames as its bytes come. Any bytes, no exception; what is no frame is left out.</summary>
internal sealed class FrameParser(string nonce, int mostBytes)
{
    private const int MostErrorBytes = 4096;
    private const int MostMarkerBytes = 1024;

    private readonly byte[] _marker = Encoding.ASCII.GetBytes($"@{nonce} ");
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _error = new();
    private State _state;
    private (string Place, string Section) _head;
    private bool _isCut;
    private bool _inLongLine;

    private enum State
    {
        Between,
        Output,
        Error,
    }

    /// <summary>The last line has come: nothing was lost.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Appends the frames that end in <paramref name="bytes"/>.</summary>
    public void Take(ReadOnlySpan<byte> bytes, List<ScriptFrame> frames)
    {
        while (!bytes.IsEmpty && !IsDone)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                Keep(bytes);
                return;
            }

            if (_inLongLine)
            {
                _inLongLine = false;
                Body(bytes[..(end + 1)]);
            }
            else if (_line.WrittenCount == 0)
            {
                Line(bytes[..(end + 1)], frames);
            }
            else
            {
                _line.Write(bytes[..(end + 1)]);
                Line(_line.WrittenSpan, frames);
                _line.ResetWrittenCount();
            }

            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>A line that has not ended yet. What is too long for a marker goes on at once: a line may be a megabyte long.</summary>
    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_inLongLine)
        {
            Body(part);
            return;
        }

        _line.Write(part);
        if (_line.WrittenCount > MostMarkerBytes)
        {
            Body(_line.WrittenSpan);
            _line.ResetWrittenCount();
            _inLongLine = true;
        }
    }

    private void Line(ReadOnlySpan<byte> line, List<ScriptFrame> frames)
    {
        // As Keep decides where a line comes in portions: what is too long for a marker is none.
        if (!line.StartsWith(_marker) || line.Length - 1 > MostMarkerBytes)
        {
            Body(line);
            return;
        }

        var words = Encoding.UTF8.GetString(line[_marker.Length..]).TrimEnd('\n', '\r').Split(' ');
        switch (words)
        {
            case ["done"]:
                IsDone = true;
                break;
            case ["begin", var place, var section]:
                _output.ResetWrittenCount();
                _error.ResetWrittenCount();
                _isCut = false;
                _head = (place, section);
                _state = State.Output;
                break;
            case ["error"] when _state == State.Output:
                _state = State.Error;
                break;
            case ["end", var exit, var flag, .. var rest] when _state != State.Between && int.TryParse(exit, out var code):
                frames.Add(End(code, flag, rest));
                _state = State.Between;
                break;
            default:
                _state = State.Between;
                break;
        }
    }

    private void Body(ReadOnlySpan<byte> bytes)
    {
        var (into, most) = _state switch
        {
            State.Output => (_output, (long)mostBytes),
            State.Error => (_error, MostErrorBytes),
            _ => (null, 0),
        };
        if (into is not null)
        {
            // The script keeps to its bounds; a server that does not run it need not. The line end that the script adds is no cut.
            var room = (int)Math.Min(bytes.Length, Math.Max(0, most + 1 - into.WrittenCount));
            into.Write(bytes[..room]);
            _isCut |= _state == State.Output && room < bytes.Length;
        }
    }

    private ScriptFrame End(int exit, string flag, string[] rest)
    {
        var output = _output.WrittenSpan;
        if (rest is [.., "+n"])
        {
            rest = rest[..^1];
            output = output is [.., (byte)'\n'] && !_isCut ? output[..^1] : output;
        }

        var detail = string.Join(' ', rest);
        if (_isCut && flag is "ok")
        {
            (flag, detail) = ("cut", mostBytes.ToString());
        }

        return new ScriptFrame(
            _head.Place, _head.Section, Encoding.UTF8.GetString(output),
            Encoding.UTF8.GetString(_error.WrittenSpan).TrimEnd('\n'), exit, flag, detail);
    }
}
