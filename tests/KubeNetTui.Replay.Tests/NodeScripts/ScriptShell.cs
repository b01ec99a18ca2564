using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;

namespace KubeNetTui.Replay.Tests;

/// <summary>Sends a node script over exec and takes the answer apart, as docs/node-script.md has it.</summary>
internal static class ScriptShell
{
    public const string Nonce = "0123456789abcdef";

    /// <summary>The script as a client sends it: the wants, then sh that would do harm if anybody ran it.</summary>
    public static string Script(string trap, params IEnumerable<string> wants) =>
        $"# kubenettui node-script 1 {Nonce}\n{string.Concat(wants.Select(w => $"# want {w}\n"))}# end\nset -u\ntouch '{trap}'\nexit\n";

    public static async Task<ScriptReply> AskAsync(CaptureCluster cluster, string pod, string[] command, params string[] wants) =>
        await AskAsync(cluster, pod, command, Script(Path.Combine(Path.GetTempPath(), "kubenettui-never-" + Guid.NewGuid()), wants));

    /// <param name="pod"><c>NAMESPACE/NAME</c></param>
    public static async Task<ScriptReply> AskAsync(CaptureCluster cluster, string pod, string[] command, string script)
    {
        var (ns, name) = (pod.Split('/')[0], pod.Split('/')[1]);
        var words = string.Concat(command.Select(word => "&command=" + Uri.EscapeDataString(word)));
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("v5.channel.k8s.io");
        socket.Options.SetRequestHeader("Authorization", "Bearer " + cluster.Server.Token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await socket.ConnectAsync(
            new Uri($"ws://127.0.0.1:{cluster.Server.Url.Port}/api/v1/namespaces/{ns}/pods/{name}/exec?stdin=true&stdout=true&stderr=true{words}"), patience.Token);

        // In small pieces: a line may be torn anywhere.
        var bytes = Encoding.UTF8.GetBytes(script);
        for (var at = 0; at < bytes.Length; at += 100)
        {
            await socket.SendAsync((byte[])[0, .. bytes.AsSpan(at, Math.Min(100, bytes.Length - at))], WebSocketMessageType.Binary, true, patience.Token);
        }

        var channels = new Dictionary<byte, MemoryStream>();
        var buffer = new byte[128 * 1024];
        var first = true;
        byte channel = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            channel = first ? buffer[0] : channel;
            if (!channels.TryGetValue(channel, out var stream))
            {
                channels[channel] = stream = new MemoryStream();
            }

            stream.Write(buffer, first ? 1 : 0, part.Count - (first ? 1 : 0));
            first = part.EndOfMessage;
        }

        return ScriptReply.Parse(channels.TryGetValue(1, out var output) ? output.ToArray() : [],
            Encoding.UTF8.GetString(channels.TryGetValue(3, out var status) ? status.ToArray() : []));
    }
}

/// <param name="Frames">By <c>PLACE SECTION</c>.</param>
internal sealed record ScriptReply(string Encoding, IReadOnlyDictionary<string, ScriptFrame> Frames, bool IsDone, string Raw, string Status)
{
    public ScriptFrame this[string place] => Frames[place];

    public static ScriptReply Parse(byte[] bytes, string status)
    {
        var end = Array.IndexOf(bytes, (byte)'\n');
        var head = end < 0 ? "" : System.Text.Encoding.ASCII.GetString(bytes, 0, end);
        if (!head.StartsWith($"kubenettui-answer 1 {ScriptShell.Nonce} ", StringComparison.Ordinal))
        {
            return new ScriptReply("", new Dictionary<string, ScriptFrame>(), false, System.Text.Encoding.UTF8.GetString(bytes), status);
        }

        var encoding = head.Split(' ')[^1];
        Stream body = new MemoryStream(bytes, end + 1, bytes.Length - end - 1);
        using var reader = new StreamReader(encoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : body);
        var text = reader.ReadToEnd();
        var frames = new Dictionary<string, ScriptFrame>();
        var mark = "@" + ScriptShell.Nonce + " ";
        string? place = null;
        StringBuilder output = new(), error = new();
        var isError = false;
        foreach (var line in text.Split('\n'))
        {
            switch (line.StartsWith(mark, StringComparison.Ordinal) ? line[mark.Length..].Split(' ') : [])
            {
                case ["begin", var where, var section]:
                    (place, isError) = ($"{where} {section}", false);
                    output.Clear();
                    error.Clear();
                    break;
                case ["error"]:
                    isError = true;
                    break;
                case ["end", var exit, .. var flag]:
                    var closed = flag[^1] == "+n";
                    frames[place!] = new ScriptFrame(output.ToString()[..^(closed && output.Length > 0 ? 1 : 0)], error.ToString(),
                        int.Parse(exit, System.Globalization.CultureInfo.InvariantCulture), string.Join(' ', closed ? flag[..^1] : flag));
                    break;
                case ["done"]:
                    return new ScriptReply(encoding, frames, true, text, status);
                default:
                    (isError ? error : output).Append(line).Append('\n');
                    break;
            }
        }

        return new ScriptReply(encoding, frames, false, text, status);
    }
}

internal sealed record ScriptFrame(string Output, string Error, int Exit, string Flag);
