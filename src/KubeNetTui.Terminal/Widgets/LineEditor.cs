using System.Globalization;

namespace KubeNetTui.Terminal;

/// <summary>One line of text and a cursor that stands between grapheme clusters. What is cut by one command can be put back by another.</summary>
public sealed class LineEditor
{
    private string _killed = "";

    public string Text { get; private set; } = "";

    /// <summary>An index into <see cref="Text"/>, in chars.</summary>
    public int Cursor { get; private set; }

    /// <summary>The column of the cursor, as the text is drawn.</summary>
    public int CursorColumn => DisplayWidth.Of(Text.AsSpan(0, Cursor));

    public bool IsAtEnd => Cursor == Text.Length;

    /// <summary>Replaces everything, with the cursor at the end.</summary>
    public void Set(string text)
    {
        Text = OneLine(text);
        Cursor = Text.Length;
    }

    /// <summary>Puts text in at the cursor. Line ends and tabs become spaces, other control characters are left out.</summary>
    public void Insert(string text)
    {
        var line = OneLine(text);
        Text = Text.Insert(Cursor, line);
        Cursor = NextBoundaryFrom(Cursor + line.Length);
    }

    public void MoveLeft() => Cursor = Previous(Cursor);

    public void MoveRight() => Cursor = Next(Cursor);

    public void MoveHome() => Cursor = 0;

    public void MoveEnd() => Cursor = Text.Length;

    public void MoveWordLeft() => Cursor = WordLeft(c => !IsWordPart(c));

    public void MoveWordRight() => Cursor = WordRight();

    public bool DeleteLeft() => Remove(Previous(Cursor), Cursor, keep: false);

    public bool DeleteRight() => Remove(Cursor, Next(Cursor), keep: false);

    /// <summary>Back to the space before, as Ctrl-w does in a shell.</summary>
    public bool CutWordLeft() => Remove(WordLeft(char.IsWhiteSpace), Cursor, keep: true);

    /// <summary>Back to the punctuation before, as Alt-Backspace does.</summary>
    public bool CutWordPartLeft() => Remove(WordLeft(c => !IsWordPart(c)), Cursor, keep: true);

    public bool CutWordRight() => Remove(Cursor, WordRight(), keep: true);

    public bool CutToStart() => Remove(0, Cursor, keep: true);

    public bool CutToEnd() => Remove(Cursor, Text.Length, keep: true);

    public void PutBack() => Insert(_killed);

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c == '_';

    private static string OneLine(string text)
    {
        var end = text.AsSpan().TrimEnd("\r\n"); // a pasted line brings its end along
        return string.Create(
            Count(end),
            end.ToString(),
            static (line, from) =>
            {
                var i = 0;
                foreach (var c in from)
                {
                    if (IsSpace(c) || !char.IsControl(c))
                    {
                        line[i++] = IsSpace(c) ? ' ' : c;
                    }
                }
            });

        static bool IsSpace(char c) => c is '\n' or '\r' or '\t';

        static int Count(ReadOnlySpan<char> from)
        {
            var count = 0;
            foreach (var c in from)
            {
                count += IsSpace(c) || !char.IsControl(c) ? 1 : 0;
            }

            return count;
        }
    }

    private bool Remove(int start, int end, bool keep)
    {
        if (start >= end)
        {
            return false;
        }

        if (keep)
        {
            _killed = Text[start..end];
        }

        Text = Text.Remove(start, end - start);
        Cursor = NextBoundaryFrom(start);
        return true;
    }

    private int Next(int index) =>
        index >= Text.Length ? Text.Length : index + StringInfo.GetNextTextElementLength(Text.AsSpan(index));

    private int Previous(int index)
    {
        var before = 0;
        for (var at = 0; at < index; at = Next(at))
        {
            before = at;
        }

        return before;
    }

    // After a change, two clusters may have become one: a mark typed behind its letter.
    private int NextBoundaryFrom(int index)
    {
        var at = 0;
        while (at < index)
        {
            at = Next(at);
        }

        return at;
    }

    private int WordLeft(Predicate<char> isGap)
    {
        var at = Cursor;
        while (at > 0 && isGap(Text[at - 1]))
        {
            at--;
        }

        while (at > 0 && !isGap(Text[at - 1]))
        {
            at--;
        }

        return NextBoundaryFrom(at);
    }

    private int WordRight()
    {
        var at = Cursor;
        while (at < Text.Length && !IsWordPart(Text[at]))
        {
            at++;
        }

        while (at < Text.Length && IsWordPart(Text[at]))
        {
            at++;
        }

        return NextBoundaryFrom(at);
    }
}
