using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Puts the cells of one row together, in the order of the columns.</summary>
internal sealed class RowBuilder
{
    public const string None = "<none>";
    public const string Unknown = "<unknown>";
    public const string Unset = "<unset>";
    private readonly ArrayBufferWriter<byte> _cells = new(192);
    private readonly List<TableRow.Age> _ages = new(2);
    private byte[] _conditions = [];

    public RowBuilder Text(string value)
    {
        Separate();
        _cells.Write("\""u8);
        WriteEscaped(value);
        _cells.Write("\""u8);
        return this;
    }

    /// <summary>As <see cref="Text"/>; what is empty is shown as <paramref name="otherwise"/>.</summary>
    public RowBuilder TextOr(string value, string otherwise) => Text(value.Length > 0 ? value : otherwise);

    public RowBuilder Number(long value)
    {
        Separate();
        _cells.Write(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
        return this;
    }

    public RowBuilder Truth(bool value)
    {
        Separate();
        _cells.Write(value ? "true"u8 : "false"u8);
        return this;
    }

    /// <summary>A value of an object as it is there.</summary>
    public RowBuilder Raw(JsonElement value)
    {
        Separate();
        _cells.Write(Encoding.UTF8.GetBytes(value.Exists() ? value.GetRawText() : "null"));
        return this;
    }

    /// <summary>The time since <paramref name="time"/>, told anew whenever the row is written.</summary>
    public RowBuilder Age(DateTimeOffset? time, string otherwise = Unknown) => Age("", time, "", otherwise);

    /// <summary>e.g. <c>5 (93s ago)</c>.</summary>
    public RowBuilder Age(string before, DateTimeOffset? time, string after, string otherwise)
    {
        if (time is not { } since)
        {
            return Text(otherwise);
        }

        Separate();
        _cells.Write("\""u8);
        WriteEscaped(before);
        _ages.Add(new TableRow.Age(_cells.WrittenCount, since.ToUnixTimeSeconds()));
        WriteEscaped(after);
        _cells.Write("\""u8);
        return this;
    }

    /// <summary>The one condition that rows can have: the pod has ended.</summary>
    public void Completed(string reason, string message) => _conditions = Encoding.UTF8.GetBytes(
        $$"""
        "conditions":[{"type":"Completed","status":"True","reason":"{{reason}}","message":"{{message}}"}],
        """);

    public TableRow Build()
    {
        if (_cells.WrittenCount == 0)
        {
            _cells.Write("["u8);
        }

        _cells.Write("]"u8);
        return new TableRow(_cells.WrittenSpan.ToArray(), [.. _ages], _conditions);
    }

    private void Separate() => _cells.Write(_cells.WrittenCount == 0 ? "["u8 : ","u8);

    private void WriteEscaped(string value) =>
        _cells.Write(JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
}
