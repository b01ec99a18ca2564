using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// Text with holes, cut once into literals: <c>{"name":"@name@","uid":"@uid@"}</c>. Filling it costs a copy and a few numbers, so
/// that tens of thousands of whole objects a second can be written.
/// </summary>
/// <typeparam name="TValues">What the holes are filled from.</typeparam>
internal sealed class ByteTemplate<TValues>
{
    private readonly List<(byte[] Literal, HoleWriter<TValues>? Hole)> _parts = [];
    private readonly int _length;

    /// <param name="holes">By the name between the two signs.</param>
    public ByteTemplate(string text, IReadOnlyDictionary<string, HoleWriter<TValues>> holes)
    {
        var at = 0;
        while (true)
        {
            var (start, name) = NextHole(text, at, holes);
            _parts.Add((Encoding.UTF8.GetBytes(text[at..start]), name is null ? null : holes[name]));
            if (name is null)
            {
                break;
            }

            at = start + name.Length + 2;
        }

        _length = Encoding.UTF8.GetByteCount(text) + (_parts.Count * MaxHole);
    }

    /// <summary>No hole takes more bytes than this.</summary>
    private const int MaxHole = 128;

    /// <summary>Room that the filled text is sure to fit in.</summary>
    public int MaxLength => _length;

    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination, in TValues values)
    {
        var at = 0;
        foreach (var (literal, hole) in _parts)
        {
            literal.CopyTo(destination[at..]);
            at += literal.Length;
            if (hole is not null)
            {
                at += hole(destination[at..], in values);
            }
        }

        return at;
    }

    private static (int Start, string? Name) NextHole(string text, int from, IReadOnlyDictionary<string, HoleWriter<TValues>> holes)
    {
        for (var start = text.IndexOf('@', from); start >= 0; start = text.IndexOf('@', start + 1))
        {
            var end = text.IndexOf('@', start + 1);
            if (end > start && holes.ContainsKey(text[(start + 1)..end]))
            {
                return (start, text[(start + 1)..end]);
            }
        }

        return (text.Length, null);
    }
}

/// <summary>Writes a hole's text (ASCII, at most 128 bytes) and returns its length.</summary>
internal delegate int HoleWriter<TValues>(Span<byte> destination, in TValues values);
