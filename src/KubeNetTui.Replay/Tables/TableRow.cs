using System.Buffers;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// The cells of a row as JSON, with holes where an age goes: what a table page costs is copying bytes and a few durations.
/// </summary>
/// <param name="cells">The array of cells, without the ages.</param>
/// <param name="ages">Where an age goes, and of what time, in ascending order.</param>
/// <param name="conditions">The member <c>"conditions":[…],</c> of the row, or empty.</param>
internal sealed class TableRow(byte[] cells, TableRow.Age[] ages, byte[] conditions)
{
    public ReadOnlySpan<byte> Conditions => conditions;

    public void WriteCells(IBufferWriter<byte> output, DateTimeOffset now)
    {
        var from = 0;
        Span<byte> text = stackalloc byte[32];
        foreach (var age in ages)
        {
            output.Write(cells.AsSpan(from, age.Offset - from));
            var written = Encoding.ASCII.GetBytes(HumanDuration.Format(now - DateTimeOffset.FromUnixTimeSeconds(age.Seconds)), text);
            output.Write(text[..written]);
            from = age.Offset;
        }

        output.Write(cells.AsSpan(from));
    }

    /// <param name="Offset">In the bytes of the cells.</param>
    /// <param name="Seconds">Since 1970.</param>
    internal readonly record struct Age(int Offset, long Seconds);
}
