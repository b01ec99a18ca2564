using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Evidence;

internal delegate T ReadObject<out T>(ref ObjectReader reader);

/// <summary>
/// Walks one object's JSON forward. <see cref="Next"/> and <see cref="NextItem"/> stand on a value; whoever does not want it just
/// goes on, and it is skipped. A value of another type than expected is skipped too: a server may send what it likes.
/// </summary>
internal ref struct ObjectReader
{
    private Utf8JsonReader _json;
    private readonly StringPool _strings;
    private ReadOnlySpan<byte> _name;
    private long _nameStart;
    private bool _onValue;

    public ObjectReader(ReadOnlySpan<byte> json, StringPool strings)
    {
        _json = new Utf8JsonReader(json);
        _strings = strings;
        _json.Read();
        _onValue = true;
    }

    /// <summary>Where <c>managedFields</c> stands, its name included; both 0 where there is none.</summary>
    public int CutStart { get; private set; }

    public int CutEnd { get; private set; }

    /// <summary>Steps into an object; false (and past it) when the value is something else.</summary>
    public bool Enter() => Enter(JsonTokenType.StartObject);

    /// <summary>Steps into an array; false (and past it) when the value is something else.</summary>
    public bool EnterList() => Enter(JsonTokenType.StartArray);

    /// <summary>The next property of the object entered; false at its end.</summary>
    public bool Next()
    {
        PassValue();
        _json.Read();
        if (_json.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        _name = _json.ValueSpan;
        _nameStart = _json.TokenStartIndex;
        _json.Read();
        _onValue = true;
        return true;
    }

    /// <summary>The next item of the array entered; false at its end.</summary>
    public bool NextItem()
    {
        PassValue();
        _json.Read();
        _onValue = _json.TokenType != JsonTokenType.EndArray;
        return _onValue;
    }

    public readonly bool Is(ReadOnlySpan<byte> name) => _name.SequenceEqual(name);

    /// <summary>The name of the property that <see cref="Next"/> stands on.</summary>
    public readonly string Name() => _strings.Get(_name);

    public string Text() => _json.TokenType switch
    {
        JsonTokenType.String => _json.ValueIsEscaped ? _json.GetString() ?? "" : _strings.Get(_json.ValueSpan),
        JsonTokenType.Number => Encoding.ASCII.GetString(_json.ValueSpan),
        _ => "",
    };

    public bool? Flag() => _json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    public int? Number() =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out int value) ? value : null;

    /// <summary>A time as Kubernetes writes it: RFC 3339, with or without fractions of a second.</summary>
    public DateTimeOffset? Time() =>
        DateTimeOffset.TryParse(Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>A number or a name: <c>targetPort</c>, a probe's port.</summary>
    public PortRef Port()
    {
        if (_json.TokenType == JsonTokenType.Number)
        {
            return new PortRef(Number() ?? 0, "");
        }

        // Also "8080" as text: the API server refuses it today, older objects have it.
        string text = Text();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new PortRef(number, "")
            : new PortRef(0, text);
    }

    public string[] Texts()
    {
        List<string>? texts = null;
        if (EnterList())
        {
            while (NextItem())
            {
                (texts ??= []).Add(Text());
            }
        }

        return texts?.ToArray() ?? [];
    }

    public T[] List<T>(ReadObject<T> read)
    {
        List<T>? items = null;
        if (EnterList())
        {
            while (NextItem())
            {
                (items ??= []).Add(read(ref this));
            }
        }

        return items?.ToArray() ?? [];
    }

    public LabelSet Labels()
    {
        List<KeyValuePair<string, string>>? pairs = null;
        if (Enter())
        {
            while (Next())
            {
                string key = Name();
                (pairs ??= []).Add(new(key, Text()));
            }
        }

        return pairs is null ? LabelSet.Empty : new LabelSet(pairs);
    }

    /// <summary>Notes where the property at hand begins and ends, so that it can be left out of the bytes kept.</summary>
    public void CutOut()
    {
        CutStart = (int)_nameStart;
        PassValue();
        CutEnd = (int)_json.BytesConsumed;
    }

    private bool Enter(JsonTokenType start)
    {
        if (_json.TokenType != start || !_onValue)
        {
            return false;
        }

        _onValue = false;
        return true;
    }

    private void PassValue()
    {
        if (_onValue && _json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            _json.Skip();
        }

        _onValue = false;
    }
}
