using System.Text;

namespace KubeNetTui.Replay;

/// <summary>The demo's web servers, at the other end of a port-forward: one request a connection, in the clear, a status line and no body.</summary>
internal static class ShopHttp
{
    /// <summary>As long as nginx lets a head be.</summary>
    private const int LongestHead = 32 * 1024;

    /// <param name="statusOf">The status line for a path; null: what listens there speaks no HTTP, and the connection ends.</param>
    public static async Task ServeAsync(Stream stream, Func<string, string?> statusOf, CancellationToken cancellation)
    {
        if (await HeadAsync(stream, cancellation).ConfigureAwait(false) is not { } head || head.Split(' ', 3) is not [_, var path, _] || statusOf(path) is not { } status)
        {
            return;
        }

        var answer = $"{status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <returns>Null: it ended before, it is too long, or it begins as TLS does.</returns>
    private static async Task<string?> HeadAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            length += read;
            if (!char.IsAsciiLetter((char)buffer[0]))
            {
                return null;
            }

            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                return Encoding.ASCII.GetString(buffer, 0, end);
            }
        }

        return null;
    }
}
