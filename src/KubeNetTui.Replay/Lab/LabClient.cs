using System.Net.Sockets;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>Asks a running lab through its <see cref="LabControl"/>.</summary>
public static class LabClient
{
    public static string SocketIn(string folder) => Path.Combine(folder, "control.sock");

    /// <summary>A lab answers in this folder.</summary>
    public static async Task<bool> IsUpAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            await AskAsync(folder, "status", cancellation).ConfigureAwait(false);
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }

    /// <returns>The answer's lines, split at tabs; the last one, <c>done</c>, left out.</returns>
    /// <exception cref="LabException">No lab runs here, or it says that it could not.</exception>
    public static async Task<IReadOnlyList<string[]>> AskAsync(string folder, string question, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketIn(folder)), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new LabException($"no lab is up in {folder}", e);
        }

        var stream = new NetworkStream(socket);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(question + "\n"), cancellation).ConfigureAwait(false);
                return await ReadAsync(stream, cancellation).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                throw new LabException("the lab ended before it had answered", e);
            }
        }
    }

    private static async Task<IReadOnlyList<string[]>> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var lines = new List<string[]>();
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            var fields = line.Split('\t');
            switch (fields)
            {
                case ["done"]:
                    return lines;
                case ["problem", var why, ..]:
                    throw new LabException(why);
                default:
                    lines.Add(fields);
                    break;
            }
        }

        throw new LabException("the lab ended before it had answered");
    }
}
