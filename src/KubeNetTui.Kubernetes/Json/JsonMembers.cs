using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// Walks over the members of a whole JSON object, or the items of an array, without parsing their values:
/// <c>while (members.Next()) if (members.Is("name"u8)) …</c>
/// </summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly bool _object;
    private int _at;
    private bool _first = true;
    private int _start;
    private bool _passed = true;
    private ReadOnlySpan<byte> _value;

    /// <exception cref="JsonException">Neither an object nor an array.</exception>
    public JsonMembers(ReadOnlySpan<byte> json)
    {
        _json = json;
        Skip();
        _object = _at < json.Length && json[_at] == '{';
        if (!_object && (_at >= json.Length || json[_at] != '['))
        {
            throw Broken();
        }
        _at++;
    }

    /// <summary>The name between its quotes, escapes and all: API fields have none.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value as it stands, from its first byte to its last.</summary>
    /// <exception cref="JsonException">The text is broken.</exception>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            if (!_passed)
            {
                _passed = true;
                _value = Frame();
            }
            return _value;
        }
    }

    public bool IsNull => Value.SequenceEqual("null"u8);

    public readonly bool IsObject => _start < _json.Length && _json[_start] == '{';

    public readonly bool IsArray => _start < _json.Length && _json[_start] == '[';

    public readonly bool Is(ReadOnlySpan<byte> name) => Name.SequenceEqual(name);

    /// <exception cref="JsonException">The text is broken.</exception>
    public bool Next()
    {
        _ = Value;
        Skip();
        var end = _object ? (byte)'}' : (byte)']';
        if (_at < _json.Length && _json[_at] == end)
        {
            return false;
        }
        if (!_first)
        {
            Take((byte)',');
        }
        _first = false;
        if (_object)
        {
            var name = Frame();
            if (name.Length < 2 || name[0] != '"')
            {
                throw Broken();
            }
            Name = name[1..^1];
            Take((byte)':');
        }
        Skip();
        _start = _at;
        _passed = false;
        return true;
    }

    /// <summary>
    /// Into the current value, without looking for its end first: a large value is gone over once. To be walked to its end and given
    /// to <see cref="Leave"/>, or the walk to end with it.
    /// </summary>
    /// <exception cref="JsonException">The value is neither an object nor an array.</exception>
    public readonly JsonMembers Enter() => new(_json[_start..]);

    /// <param name="child">What <see cref="Enter"/> gave, at its end.</param>
    public void Leave(in JsonMembers child)
    {
        _at = _start + child._at + 1;
        _passed = true;
        _value = default;
    }

    private ReadOnlySpan<byte> Frame()
    {
        Skip();
        var framer = default(JsonFramer);
        if (_at >= _json.Length || _json[_at] is (byte)',' or (byte)':' or (byte)'}' or (byte)']' || !framer.TryEnd(_json[_at..], out var length))
        {
            throw Broken();
        }
        var value = _json.Slice(_at, length);
        _at += length;
        return value;
    }

    private void Take(byte mark)
    {
        Skip();
        if (_at >= _json.Length || _json[_at] != mark)
        {
            throw Broken();
        }
        _at++;
    }

    private void Skip()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private readonly JsonException Broken() => new($"broken JSON at byte {_at}");
}

/// <summary>Single values as <see cref="JsonMembers"/> hands them out.</summary>
internal static class JsonLeaf
{
    /// <summary>A text without its quotes and escapes; numbers and literals as they stand; null for null.</summary>
    /// <exception cref="JsonException">Broken.</exception>
    public static string? Text(ReadOnlySpan<byte> value)
    {
        if (value.Length == 0 || value[0] == 'n')
        {
            return null;
        }
        if (value[0] != '"')
        {
            return System.Text.Encoding.UTF8.GetString(value);
        }
        var inner = value[1..^1];
        if (!inner.Contains((byte)'\\'))
        {
            return System.Text.Encoding.UTF8.GetString(inner);
        }
        var reader = new Utf8JsonReader(value);
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("a text is not proper UTF-8", wrong);
        }
    }

    /// <summary>The bytes of a text that has no escapes; false when it must be unescaped first.</summary>
    public static bool TryBare(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> text)
    {
        text = value.Length >= 2 && value[0] == '"' ? value[1..^1] : value;
        return !text.Contains((byte)'\\');
    }
}
