using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeNetTui.Replay;

/// <summary>
/// A whole object with holes, made from a real one: in its text some values are marks (<c>@name@</c>), which are filled anew for
/// each index. A mark that begins with # stands for a number: the quotes around it go.
/// </summary>
internal sealed partial class ObjectTemplate<TValues>
{
    private static readonly byte[] Start = "{\"metadata\":"u8.ToArray();
    private readonly ByteTemplate<TValues> _metadata;
    private readonly ByteTemplate<TValues> _rest;

    public ObjectTemplate(JsonObject item, IReadOnlyDictionary<string, HoleWriter<TValues>> holes)
    {
        _metadata = new ByteTemplate<TValues>(Encoding.UTF8.GetString(JsonBytes.From(item["metadata"]!)), holes);
        var rest = (JsonObject)item.DeepClone();
        rest.Remove("metadata");
        var text = QuotedNumber().Replace(Encoding.UTF8.GetString(JsonBytes.From(rest)), "$1");
        _rest = new ByteTemplate<TValues>(text.Length > 2 ? "," + text[1..] : text[1..], holes);
    }

    public LazyText Fill(in TValues values)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Start.Length + _metadata.MaxLength + _rest.MaxLength);
        Start.CopyTo(buffer, 0);
        var metadata = _metadata.Write(buffer.AsSpan(Start.Length), in values);
        var end = Start.Length + metadata;
        end += _rest.Write(buffer.AsSpan(end), in values);
        var text = buffer.AsSpan(0, end).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return new LazyText(text, metadata);
    }

    [GeneratedRegex("\"(@#[a-z]+@)\"")]
    private static partial Regex QuotedNumber();
}
