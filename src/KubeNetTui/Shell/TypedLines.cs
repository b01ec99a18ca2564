namespace KubeNetTui.Shell;

/// <summary>What a terminal does for a program that has none: echoes, lets the last letter be taken back, and hands over whole lines.</summary>
internal sealed class TypedLines
{
    private readonly List<byte> _line = [];

    /// <param name="typed">Keys as bytes.</param>
    /// <returns>What to show, what to send, and whether the input is to end (ctrl-d on an empty line).</returns>
    public (byte[] Echo, byte[] Lines, bool Ends) Take(ReadOnlySpan<byte> typed)
    {
        List<byte> echo = [], lines = [];
        foreach (var key in typed)
        {
            switch (key)
            {
                case (byte)'\r' or (byte)'\n':
                    echo.AddRange("\r\n"u8);
                    lines.AddRange(_line);
                    lines.Add((byte)'\n');
                    _line.Clear();
                    break;
                case 0x7f or 0x08:
                    if (_line.Count > 0)
                    {
                        // One letter may be several bytes of UTF-8.
                        do
                        {
                            var last = _line[^1];
                            _line.RemoveAt(_line.Count - 1);
                            if ((last & 0xC0) != 0x80)
                            {
                                break;
                            }
                        }
                        while (_line.Count > 0);
                        echo.AddRange("\b \b"u8);
                    }

                    break;
                case 0x04 when _line.Count == 0:
                    return ([.. echo], [.. lines], true);
                case >= 0x20 or (byte)'\t':
                    _line.Add(key);
                    echo.Add(key);
                    break;
            }
        }

        return ([.. echo], [.. lines], false);
    }

    /// <summary>Line ends as a raw terminal needs them.</summary>
    public static ReadOnlyMemory<byte> Cooked(ReadOnlyMemory<byte> output)
    {
        if (output.Span.IndexOf((byte)'\n') < 0)
        {
            return output;
        }

        List<byte> cooked = new(output.Length + 16);
        byte before = 0;
        foreach (var letter in output.Span)
        {
            if (letter == '\n' && before != '\r')
            {
                cooked.Add((byte)'\r');
            }

            cooked.Add(letter);
            before = letter;
        }

        return cooked.ToArray();
    }
}
