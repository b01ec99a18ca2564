using System.Buffers;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>Hands out the values of a JSON stream one by one while it comes in, over one pooled buffer.</summary>
internal sealed class JsonFeed(Func<Memory<byte>, ValueTask<int>> read) : IDisposable
{
    private const int FirstSize = 64 * 1024;

    // etcd takes objects of 1.5 MiB; a watch event of a Table row is smaller. What is larger is no Kubernetes object.
    private const int LargestValue = 64 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;
    private int _length;

    /// <summary>The value that <see cref="ReadValueAsync"/> found; good until the next call.</summary>
    public ReadOnlySpan<byte> Value => _buffer.AsSpan(_start - _length, _length);

    /// <summary>What was read and not handed out yet.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The next byte that is no white space, left where it is; -1 at the end.</summary>
    public async ValueTask<int> PeekAsync()
    {
        while (true)
        {
            while (_start < _end)
            {
                var next = _buffer[_start];
                // The byte order mark that some proxies put in front.
                if (next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or 0xEF or 0xBB or 0xBF))
                {
                    return next;
                }
                _start++;
            }
            if (!await FillAsync(0).ConfigureAwait(false))
            {
                return -1;
            }
        }
    }

    /// <exception cref="JsonException">Something else is there.</exception>
    public async ValueTask TakeAsync(char mark)
    {
        var next = await PeekAsync().ConfigureAwait(false);
        if (next != mark)
        {
            throw next < 0 ? CutOff() : new JsonException($"'{mark}' was expected");
        }
        _start++;
    }

    /// <summary>Finds the next value, whatever it is. False: the stream is over.</summary>
    /// <exception cref="JsonException">It ends in the middle, or is no value.</exception>
    public async ValueTask<bool> ReadValueAsync()
    {
        var first = await PeekAsync().ConfigureAwait(false);
        if (first < 0)
        {
            return false;
        }
        if (first is ',' or ':' or '}' or ']')
        {
            throw new JsonException("a value was expected");
        }
        var framer = default(JsonFramer);
        var seen = 0;
        while (true)
        {
            var ended = framer.TryEnd(_buffer.AsSpan(_start + seen, _end - _start - seen), out var length);
            seen += length;
            if (!ended && seen > LargestValue)
            {
                throw new JsonException($"a value has more than {LargestValue >> 20} MiB");
            }
            if (!ended && !await FillAsync(seen).ConfigureAwait(false))
            {
                ended = framer.EndsWithInput ? true : throw CutOff();
            }
            if (ended)
            {
                _length = seen;
                _start += seen;
                return true;
            }
        }
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _end = _length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads more behind the <paramref name="keep"/> bytes that are wanted still.</summary>
    private async ValueTask<bool> FillAsync(int keep)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, keep).CopyTo(_buffer);
            (_start, _end) = (0, keep);
        }
        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        var count = await read(_buffer.AsMemory(_end)).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }

    private static JsonException CutOff() => new("it stops in the middle");
}
