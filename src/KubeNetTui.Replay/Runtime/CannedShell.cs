using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// As much of a shell as canned answers need: <c>;</c>, <c>&amp;&amp;</c>, newlines, quotes, <c>echo</c>, <c>cat</c>, <c>exit</c>,
/// <c>&gt;&amp;2</c>, and a prompt that echoes when there is a terminal.
/// </summary>
internal sealed class CannedShell(ExecRequest request, ExecStreams streams, Func<string, string?> answer)
{
    private const int NotFound = 127;
    private static readonly string[] Shells = ["sh", "/bin/sh", "bash", "/bin/bash", "ash", "/bin/ash"];
    private TerminalSize _size = new(80, 24);

    public async Task<ExecExit> RunAsync(CancellationToken cancellation)
    {
        var command = request.Command;
        if (Shells.Contains(command[0]))
        {
            return command switch
            {
                [_] or [_, "-l" or "-i"] => new ExecExit(await ReadLinesAsync(cancellation).ConfigureAwait(false)),
                // What leads to a shell at a terminal (into a node, say) is here already.
                [_, "-c", var way] when request.Tty && way.EndsWith("exec sh -l", StringComparison.Ordinal) => new ExecExit(await ReadLinesAsync(cancellation).ConfigureAwait(false)),
                [_, "-c" or "-ec" or "-lc", var script, ..] => new ExecExit((await ScriptAsync(script, cancellation).ConfigureAwait(false)).Code),
                _ => new ExecExit(NotFound),
            };
        }

        var (code, isKnown) = await WordsAsync([.. command], cancellation).ConfigureAwait(false);
        return isKnown
            ? new ExecExit(code)
            : NoSuchProgram(command[0]);
    }

    /// <summary>containerd's words.</summary>
    public static ExecExit NoSuchProgram(string program) => new(
        -1, $"failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: \"{program}\": executable file not found in $PATH: unknown");

    private async Task<int> ReadLinesAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        var buffer = new byte[1024];
        var decoder = Encoding.UTF8.GetDecoder();
        var letters = new char[1024];
        var code = 0;
        await PromptSignAsync(cancellation).ConfigureAwait(false);
        int read;
        while ((read = await streams.Input.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            var count = decoder.GetChars(buffer, 0, read, letters, 0);
            for (var index = 0; index < count; index++)
            {
                var letter = letters[index];
                switch (letter)
                {
                    case '\r' or '\n':
                        await EchoAsync("\r\n", cancellation).ConfigureAwait(false);
                        var (next, exits) = await ScriptAsync(line.ToString(), cancellation).ConfigureAwait(false);
                        code = next;
                        line.Clear();
                        if (exits)
                        {
                            return code;
                        }

                        await PromptSignAsync(cancellation).ConfigureAwait(false);
                        break;
                    case '\x04' when line.Length == 0:
                        return code;
                    case '\x03':
                        line.Clear();
                        await EchoAsync("^C\r\n", cancellation).ConfigureAwait(false);
                        await PromptSignAsync(cancellation).ConfigureAwait(false);
                        break;
                    case '\x7f' or '\b' when line.Length > 0:
                        line.Length--;
                        await EchoAsync("\b \b", cancellation).ConfigureAwait(false);
                        break;
                    case >= ' ' and not '\x7f':
                        line.Append(letter);
                        await EchoAsync(letter.ToString(), cancellation).ConfigureAwait(false);
                        break;
                }
            }
        }

        return code;
    }

    private Task PromptSignAsync(CancellationToken cancellation) => EchoAsync("# ", cancellation);

    /// <summary>What a terminal shows of itself; nothing without one.</summary>
    private Task EchoAsync(string text, CancellationToken cancellation) =>
        request.Tty ? WriteAsync(streams.Output, text, cancellation) : Task.CompletedTask;

    private async Task<(int Code, bool Exits)> ScriptAsync(string script, CancellationToken cancellation)
    {
        var code = 0;
        foreach (var (words, needsSuccess) in ShellWords.Split(script))
        {
            if (words.Count == 0 || (needsSuccess && code != 0))
            {
                continue;
            }

            if (words[0] == "exit")
            {
                return (words.Count > 1 && int.TryParse(words[1], out var given) ? given & 255 : code, true);
            }

            (code, var isKnown) = await WordsAsync(words, cancellation).ConfigureAwait(false);
            if (!isKnown)
            {
                await PrintAsync(streams.Error, $"sh: {words[0]}: not found\n", cancellation).ConfigureAwait(false);
            }
        }

        return (code, false);
    }

    private async Task<(int Code, bool IsKnown)> WordsAsync(List<string> words, CancellationToken cancellation)
    {
        var output = words.Remove(">&2") || words.Remove("1>&2") ? streams.Error : streams.Output;
        switch (words)
        {
            case ["true" or ":" or "cd", ..]:
                return (0, true);
            case ["false", ..]:
                return (1, true);
            case ["echo", ..]:
                await PrintAsync(output, string.Join(' ', words.Skip(1)) + "\n", cancellation).ConfigureAwait(false);
                return (0, true);
            case ["pwd"]:
                await PrintAsync(output, "/\n", cancellation).ConfigureAwait(false);
                return (0, true);
            case ["stty", "size"]:
                while (streams.Sizes.TryRead(out var size))
                {
                    _size = size;
                }

                await PrintAsync(output, $"{_size.Rows} {_size.Columns}\n", cancellation).ConfigureAwait(false);
                return (0, true);
            case ["cat"]:
                await streams.Input.CopyToAsync(output, cancellation).ConfigureAwait(false);
                return (0, true);
        }

        if (answer(string.Join(' ', words)) is { } text)
        {
            await PrintAsync(output, text, cancellation).ConfigureAwait(false);
            return (0, true);
        }

        if (words is ["cat", var file])
        {
            await PrintAsync(streams.Error, $"cat: can't open '{file}': No such file or directory\n", cancellation).ConfigureAwait(false);
            return (1, true);
        }

        return (NotFound, false);
    }

    /// <summary>A command's output; a terminal turns line ends into CR LF.</summary>
    private Task PrintAsync(Stream output, string text, CancellationToken cancellation) =>
        WriteAsync(output, request.Tty ? text.ReplaceLineEndings("\r\n") : text, cancellation);

    private static Task WriteAsync(Stream output, string text, CancellationToken cancellation) =>
        output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation).AsTask();
}
