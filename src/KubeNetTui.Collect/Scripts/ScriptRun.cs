using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace KubeNetTui.Collect;

/// <summary>How asking one shell ended.</summary>
/// <param name="IsWhole">The script said that it was done.</param>
/// <param name="HasBegun">An answer of this script came at all: the shell is one.</param>
/// <param name="Problem">With <paramref name="IsWhole"/> false: a sentence.</param>
internal readonly record struct ScriptOutcome(bool IsWhole, bool HasBegun, string Problem = "", string WouldNeed = "", bool IsDenied = false);

/// <summary>Runs a script in a shell and reads its answer while it comes.</summary>
internal static class ScriptRun
{
    private const int MostGreeting = 64 * 1024;

    /// <param name="take">Called with each frame as it is complete.</param>
    /// <returns>Never throws but for <paramref name="cancellation"/>; what went wrong is in the outcome.</returns>
    public static async Task<ScriptOutcome> RunAsync(
        INodeShell shell, NodeScript script, NodeShellOptions options, Func<ScriptFrame, ValueTask> take, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(options.NodeDeadline);
        var pipe = new Pipe();
        var running = RunShellAsync(shell, script.Text, pipe.Writer, stop.Token);
        var reading = new Answer(script.Nonce, options, take);
        var problem = "";
        try
        {
            await reading.ReadAsync(pipe.Reader, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            problem = $"the answer could not be read: {e.Message.TrimEnd('.')}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problem = $"no end of the answer within {options.NodeDeadline.TotalSeconds:0} s";
        }

        await pipe.Reader.CompleteAsync().ConfigureAwait(false);
        if (reading.IsDone)
        {
            // All has come; the shell need not find its own end.
            stop.CancelAfter(TimeSpan.FromSeconds(2));
        }

        try
        {
            var exit = await running.ConfigureAwait(false);
            problem = problem.Length > 0 ? problem : reading.HasBegun
                ? "the answer broke off"
                : $"sh ended with status {exit.Code} and no answer{(exit.Error.Length > 0 ? ": " + OneLine(exit.Error) : "")}";
        }
        catch (NodeShellException e)
        {
            cancellation.ThrowIfCancellationRequested();
            return new ScriptOutcome(reading.IsDone, reading.HasBegun, e.Message, e.WouldNeed, e.IsDenied);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return new ScriptOutcome(reading.IsDone, reading.HasBegun, reading.IsDone ? "" : problem);
    }

    private static async Task<ShellExit> RunShellAsync(INodeShell shell, string script, PipeWriter into, CancellationToken cancellation)
    {
        try
        {
            return await shell.RunAsync(script, WriteAsync, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await into.CompleteAsync().ConfigureAwait(false);
        }

        async ValueTask WriteAsync(ReadOnlyMemory<byte> data) => await into.WriteAsync(data, cancellation).ConfigureAwait(false);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(3));

    /// <summary>The stream: a greeting, the first line, then frames, compressed or not.</summary>
    private sealed class Answer(string nonce, NodeShellOptions options, Func<ScriptFrame, ValueTask> take)
    {
        private readonly FrameParser _parser = new(nonce, options.SectionBytes);
        private readonly List<ScriptFrame> _frames = [];

        public bool HasBegun { get; private set; }

        public bool IsDone => _parser.IsDone;

        public async Task ReadAsync(PipeReader reader, CancellationToken cancellation)
        {
            if (await FirstLineAsync(reader, cancellation).ConfigureAwait(false) is not { } form)
            {
                return;
            }

            HasBegun = true;
            var plain = reader.AsStream(leaveOpen: true);
            var stream = form == "gzip" ? new GZipStream(plain, CompressionMode.Decompress) : plain;
            await using (stream.ConfigureAwait(false))
            {
                var buffer = new byte[64 * 1024];

                // A few bytes may become gigabytes: what is beyond all bounds that the script keeps to is not read.
                var left = options.TotalBytes + (1L << 20);
                int read;
                while (!IsDone && (read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                {
                    left -= read;
                    if (left < 0)
                    {
                        throw new InvalidDataException($"more than {options.TotalBytes} bytes came");
                    }

                    await TakeAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
                }
            }
        }

        private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
        {
            _parser.Take(bytes.Span, _frames);
            foreach (var frame in _frames)
            {
                await take(frame).ConfigureAwait(false);
            }

            _frames.Clear();
        }

        /// <summary><c>gzip</c> or <c>plain</c>; null where no answer begins.</summary>
        private async Task<string?> FirstLineAsync(PipeReader reader, CancellationToken cancellation)
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = Encoding.UTF8.GetString(buffer.Slice(0, end)).TrimEnd('\r');
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    if (line.Split(' ') is ["kubenettui-answer", "1", var answered, "gzip" or "plain"] words && answered == nonce)
                    {
                        reader.AdvanceTo(buffer.Start);
                        return words[3];
                    }
                }

                if (result.IsCompleted || buffer.Length > MostGreeting)
                {
                    reader.AdvanceTo(buffer.End);
                    return null;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }
}
