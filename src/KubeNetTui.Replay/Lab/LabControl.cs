using System.Net.Sockets;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// The door of a running lab: a Unix socket in its folder. One line asks (<c>status</c>, <c>probe</c>, <c>break NAME</c>, <c>mend [NAME]</c>,
/// <c>stop</c>); lines answer, fields apart by tabs, the last one being <c>done</c> or <c>problem</c> and why.
/// </summary>
public sealed class LabControl : IAsyncDisposable
{
    private readonly Lab _lab;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    private LabControl(Lab lab, Socket socket)
    {
        (_lab, _socket) = (lab, socket);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Ends when somebody asks the lab to stop.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Listens when it returns: the sign that the lab is up.</summary>
    public static LabControl Open(Lab lab, string folder)
    {
        var path = LabClient.SocketIn(folder);
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        socket.Listen(8);
        return new LabControl(lab, socket);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                // One after the other: two that break and mend at once would only confuse each other.
                using var connection = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                await AnswerAsync(connection).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The lab ends.
        }
    }

    private async Task AnswerAsync(Socket connection)
    {
        var stream = new NetworkStream(connection);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
        await using (writer.ConfigureAwait(false))
        {
            try
            {
                var asked = (await reader.ReadLineAsync(_stop.Token).ConfigureAwait(false) ?? "").Split(' ');
                await foreach (var line in DoAsync(asked).ConfigureAwait(false))
                {
                    await writer.WriteLineAsync(line).ConfigureAwait(false);
                }

                await writer.WriteLineAsync("done").ConfigureAwait(false);
            }
            catch (LabException e)
            {
                await writer.WriteLineAsync("problem\t" + e.Message.ReplaceLineEndings("; ")).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // Whoever asked has gone.
            }
        }
    }

    private async IAsyncEnumerable<string> DoAsync(string[] asked)
    {
        switch (asked)
        {
            case ["status"]:
                yield return $"id\t{_lab.Id}";
                yield return $"kubeconfig\t{_lab.KubeConfigPath}";
                yield return $"proxy\t{_lab.Proxy}";
                foreach (var fault in _lab.Broken)
                {
                    yield return $"broken\t{fault.Name}";
                }

                break;
            case ["probe"]:
                foreach (var probe in await _lab.ProbeAsync(_stop.Token).ConfigureAwait(false))
                {
                    yield return $"{(probe.Ok ? "ok" : "failed")}\t{probe.Name}\t{probe.Detail}";
                }

                break;
            case ["break", var name]:
                foreach (var subject in (await _lab.BreakAsync(name, _stop.Token).ConfigureAwait(false)).Ask)
                {
                    yield return $"ask\t{_lab.SubjectOf(subject)}";
                }

                break;
            case ["mend", .. var names]:
                foreach (var fault in await _lab.MendAsync(names.FirstOrDefault(), _stop.Token).ConfigureAwait(false))
                {
                    yield return $"mended\t{fault.Name}";
                }

                break;
            case ["stop"]:
                _asked.TrySetResult();
                break;
            default:
                throw new LabException($"the lab does not understand \"{string.Join(' ', asked)}\"");
        }
    }
}
