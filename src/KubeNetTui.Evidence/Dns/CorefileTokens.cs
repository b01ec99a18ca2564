namespace KubeNetTui.Evidence;

/// <summary>A word of a Corefile.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Quoted">In quotes: braces in it mean nothing.</param>
internal readonly record struct CorefileToken(string Text, int Line, bool Quoted)
{
    public bool Is(string text) => !Quoted && Text == text;
}

/// <summary>Cuts a Corefile into words as caddyfile's lexer does: blanks part them, <c>#</c> at a word's start begins a comment, quotes hold together.</summary>
internal static class CorefileTokens
{
    public static List<CorefileToken> Of(ReadOnlySpan<char> text)
    {
        List<CorefileToken> tokens = [];
        var line = 1;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '\n')
            {
                (i, line) = (i + 1, line + 1);
            }
            else if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                i++;
            }
            else if (c == '#')
            {
                var end = text[i..].IndexOf('\n');
                i = end < 0 ? text.Length : i + end;
            }
            else if (c == '"')
            {
                i = Quoted(text, i + 1, tokens, ref line);
            }
            else
            {
                var start = i;
                while (i < text.Length && !char.IsWhiteSpace(text[i]))
                {
                    i++;
                }

                tokens.Add(new(text[start..i].ToString(), line, false));
            }
        }

        return tokens;
    }

    private static int Quoted(ReadOnlySpan<char> text, int i, List<CorefileToken> tokens, ref int line)
    {
        var first = line;
        System.Text.StringBuilder word = new();
        while (i < text.Length && text[i] != '"')
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == '"')
            {
                i++;
            }

            line += text[i] == '\n' ? 1 : 0;
            word.Append(text[i++]);
        }

        tokens.Add(new(word.ToString(), first, true));
        return Math.Min(text.Length, i + 1);
    }
}
