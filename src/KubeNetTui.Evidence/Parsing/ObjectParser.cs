using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>The border between bytes from a cluster and records: nothing that is in the bytes makes it throw.</summary>
internal static class ObjectParser
{
    public static bool TryParse<T>(
        ReadOnlySpan<byte> json, ReadObject<T> read, [NotNullWhen(true)] out T? value, out string? why,
        bool keepRaw, StringPool? strings)
        where T : ApiObject
    {
        try
        {
            ObjectReader reader = new(json, strings ?? new StringPool());
            value = read(ref reader);
            if (value.Name.Length == 0)
            {
                (value, why) = (null, "the object has no metadata.name");
                return false;
            }

            if (keepRaw)
            {
                value.Raw = Cut(json, reader.CutStart, reader.CutEnd);
            }

            why = null;
            return true;
        }
        catch (JsonException e)
        {
            (value, why) = (null, $"no valid JSON at byte {e.BytePositionInLine ?? 0}");
            return false;
        }
        catch (InvalidOperationException)
        {
            // What Utf8JsonReader throws for text that is no valid UTF-16, such as a lone "\ud800".
            (value, why) = (null, "a text in it is no valid Unicode");
            return false;
        }
    }

    /// <summary>The object's bytes without <c>managedFields</c>, which are often most of them and never of use here.</summary>
    private static byte[] Cut(ReadOnlySpan<byte> json, int start, int end)
    {
        if (end <= start)
        {
            return json.ToArray();
        }

        ReadOnlySpan<byte> head = json[..start];
        ReadOnlySpan<byte> tail = json[end..];
        ReadOnlySpan<byte> next = tail.TrimStart(" \t\r\n"u8);
        if (next.StartsWith(","u8))
        {
            tail = next[1..];
        }
        else
        {
            head = head.TrimEnd(" \t\r\n"u8).TrimEnd(","u8);
        }

        byte[] cut = new byte[head.Length + tail.Length];
        head.CopyTo(cut);
        tail.CopyTo(cut.AsSpan(head.Length));
        return cut;
    }
}
