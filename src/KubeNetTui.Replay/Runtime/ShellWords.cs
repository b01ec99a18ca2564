using System.Text;

namespace KubeNetTui.Replay;

/// <summary>A script cut into commands of words. Quotes hold words together; nothing is expanded.</summary>
internal static class ShellWords
{
    /// <returns>Commands in order; with <c>NeedsSuccess</c> after <c>&amp;&amp;</c>.</returns>
    public static List<(List<string> Words, bool NeedsSuccess)> Split(string script)
    {
        var commands = new List<(List<string>, bool)>();
        var words = new List<string>();
        var needsSuccess = false;
        StringBuilder? word = null;
        var quote = '\0';
        for (var at = 0; at < script.Length; at++)
        {
            var letter = script[at];
            if (quote != '\0')
            {
                if (letter == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word!.Append(letter);
                }
            }
            else if (letter is '\'' or '"')
            {
                quote = letter;
                word ??= new StringBuilder();
            }
            else if (letter is ';' or '\n' || (letter == '&' && at + 1 < script.Length && script[at + 1] == '&'))
            {
                EndWord();
                commands.Add((words, needsSuccess));
                words = [];
                needsSuccess = letter == '&';
                at += letter == '&' ? 1 : 0;
            }
            else if (letter is ' ' or '\t' or '\r')
            {
                EndWord();
            }
            else
            {
                // ">&2" is a word of its own, whatever stands before it.
                if (letter == '>' && word is { Length: > 0 } && word[^1] is not ('1' or '2'))
                {
                    EndWord();
                }

                (word ??= new StringBuilder()).Append(letter);
            }
        }

        EndWord();
        commands.Add((words, needsSuccess));
        return commands;

        void EndWord()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
    }
}
