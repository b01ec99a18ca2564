using System.IO.Pipelines;
using System.Text;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Shell;
using KubeNetTui.Terminal;

namespace KubeNetTui.Transfer;

/// <summary>How a command in the container ended.</summary>
/// <param name="IsMissing">The container has no such program.</param>
/// <param name="Error">The end of what it wrote to its error stream.</param>
internal sealed record RemoteEnd(int ExitCode, bool IsMissing, string Error)
{
    public bool IsGood => ExitCode == 0 && !IsMissing;

    /// <summary><c>tar ended with exit code 1: tar: can't open …</c></summary>
    public string Words(string program) => IsMissing ? $"the container has no {program}" : $"{program} ended with exit code {ExitCode}{(Error.Length > 0 ? ": " + Error : "")}";
}

/// <summary>Commands in one container, with their streams.</summary>
internal sealed class RemoteCommand(ApiClient client, Selection pod, string container)
{
    // What a shell or a runtime answers for a program that is not there, and for one that can't be run.
    private const int NotExecutable = 126;
    private const int NotFound = 127;
    private const int MostError = 4096;
    private const int Piece = 32 * 1024;

    /// <summary>Runs it without input.</summary>
    /// <param name="output">Is given what it prints; null: that is of no interest.</param>
    /// <exception cref="ApiException">The server refused, or the connection broke.</exception>
    public Task<RemoteEnd> RunAsync(IReadOnlyList<string> command, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? output, CancellationToken cancellation) =>
        RunAsync(command, null, output, cancellation);

    /// <summary>Runs it; what it prints can be read from a stream while it runs.</summary>
    /// <param name="read">Reads to the end, or no further than it likes.</param>
    public async Task<RemoteEnd> ReadAsync(IReadOnlyList<string> command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellation)
    {
        // The pipe stops the command's output where the disk is slower.
        var pipe = new Pipe();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = ReadAllAsync();
        RemoteEnd end;
        try
        {
            end = await RunAsync(command, null, async (data, token) =>
            {
                if ((await pipe.Writer.WriteAsync(data, token).ConfigureAwait(false)).IsCompleted)
                {
                    await stop.CancelAsync().ConfigureAwait(false); // nobody reads any more
                }
            }, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            end = new RemoteEnd(0, false, ""); // the reader says why
        }
        catch
        {
            await pipe.Writer.CompleteAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await pipe.Writer.CompleteAsync().ConfigureAwait(false);
        try
        {
            await reading.ConfigureAwait(false);
        }
        catch (Exception e) when (!end.IsGood && e is InvalidDataException or EndOfStreamException)
        {
            // The output broke off where the command did.
        }

        return end;

        async Task ReadAllAsync()
        {
            await Task.Yield();
            var stream = pipe.Reader.AsStream();
            try
            {
                await read(stream, cancellation).ConfigureAwait(false);
            }
            finally
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs it with input.</summary>
    /// <param name="write">Writes the input; it may end early where the command has ended.</param>
    /// <param name="closes">The command ends only with its input: taken where the server lets it be closed alone.</param>
    public Task<RemoteEnd> WriteAsync(IReadOnlyList<string> command, Func<Stream, CancellationToken, Task> write, bool closes, CancellationToken cancellation) =>
        RunAsync(command, async (session, token) =>
        {
            if (closes && !session.CanCloseInput)
            {
                throw new TransferException($"the server can't close {command[0]}'s input (it speaks version 4 of the protocol): a container with tar or sh is needed");
            }

            var stream = new InputStream(session);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream, token).ConfigureAwait(false);
            }

            await session.CloseInputAsync(token).ConfigureAwait(false);
        }, null, cancellation);

    private async Task<RemoteEnd> RunAsync(
        IReadOnlyList<string> command, Func<ExecSession, CancellationToken, Task>? input, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? output,
        CancellationToken cancellation)
    {
        StringBuilder error = new();
        try
        {
            var session = await client.ExecAsync(new ExecQuery(pod.Namespace, pod.Name, container, command) { Stdin = input is not null }, cancellation).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                var sending = input is null ? Task.CompletedTask : SendAsync(session, input, broken, ended.Token);
                try
                {
                    await foreach (var (isError, data) in session.OutputAsync(broken.Token).ConfigureAwait(false))
                    {
                        if (isError)
                        {
                            error.Append(error.Length < MostError ? Encoding.UTF8.GetString(data.Span) : "");
                        }
                        else if (output is not null)
                        {
                            await output(data, cancellation).ConfigureAwait(false);
                        }
                    }
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    // The input could not be had from this machine: what happened is thrown by the sending.
                }
                finally
                {
                    // A command that ended early does not read the rest.
                    await ended.CancelAsync().ConfigureAwait(false);
                }

                await sending.ConfigureAwait(false);
                var code = await session.ExitCodeAsync.WaitAsync(cancellation).ConfigureAwait(false);
                return new RemoteEnd(code, code is NotFound or NotExecutable, Said(error));
            }
        }
        catch (ApiException e) when (ShellSession.IsNotThere(e.Failure.Message))
        {
            return new RemoteEnd(NotFound, true, e.Failure.Message);
        }
    }

    private static async Task SendAsync(
        ExecSession session, Func<ExecSession, CancellationToken, Task> input, CancellationTokenSource broken, CancellationToken ended)
    {
        try
        {
            await input(session, ended).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or ObjectDisposedException || (e is OperationCanceledException && ended.IsCancellationRequested))
        {
            // The command has ended, or its connection: how is said by its exit.
        }
        catch
        {
            await broken.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string Said(StringBuilder error) => SafeText.Clean(error.ToString().Trim().ReplaceLineEndings("; "));

    /// <summary>A command's input, in pieces that a server takes.</summary>
    private sealed class InputStream(ExecSession session) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (!buffer.IsEmpty)
            {
                var piece = buffer[..Math.Min(Piece, buffer.Length)];
                await session.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                buffer = buffer[piece.Length..];
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("asynchronously only");
    }
}
