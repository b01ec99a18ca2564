using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Kubernetes.Tests;

/// <summary>Plays the server's side of recorded exec and port-forward conversations, and checks ours against what was sent then.</summary>
public sealed class RecordedConversations
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exec-v5-ok", 0)]
    [InlineData("exec-v4-ok", 0)]
    [InlineData("exec-v5-exit3", 3)]
    [InlineData("exec-v4-exit3", 3)]
    [InlineData("exec-two-protocols-offered", 0)]
    public async Task A_recorded_command_gives_its_output_and_exit_code(string name, int exitCode)
    {
        await using var play = await Play.StartAsync(name);
        await using var session = await play.Client.ExecAsync(new ExecQuery("demo", "client", "sh", play.Command), Cancellation);
        var (output, errors) = await ReadAsync(session);
        Assert.Equal(exitCode, await session.ExitCodeAsync);
        Assert.Equal(play.Received(1), output);
        Assert.Equal(play.Received(2), errors);
        Assert.Equal(play.SortedRequest, play.SortedActual);
    }

    [Theory]
    [InlineData("exec-v5-no-such-command", "executable file not found")]
    [InlineData("exec-v4-no-such-command", "executable file not found")]
    [InlineData("exec-pod-not-running", "container not found")]
    public async Task An_error_of_the_kubelet_after_the_greeting_is_the_error_of_the_exit_code(string name, string words)
    {
        await using var play = await Play.StartAsync(name);
        await using var session = await play.Client.ExecAsync(new ExecQuery("demo", "client", "sh", play.Command), Cancellation);
        await ReadAsync(session);
        var wrong = await Assert.ThrowsAsync<ApiException>(() => session.ExitCodeAsync);
        Assert.Equal(RequestStep.Server, wrong.Failure.Step);
        Assert.Contains(words, wrong.Failure.Message, StringComparison.Ordinal);
        Assert.NotEqual("", wrong.Failure.Advice);
    }

    [Theory]
    [InlineData("exec-no-such-container", 400, "container nope is not valid for pod client")]
    [InlineData("exec-no-such-pod", 404, "pods \"nope\" not found")]
    [InlineData("exec-unknown-protocol", 403, "not allowed")]
    public async Task An_error_in_place_of_the_greeting_keeps_the_servers_words(string name, int status, string words)
    {
        await using var play = await Play.StartAsync(name);
        var wrong = await Assert.ThrowsAsync<ApiException>(() => play.Client.ExecAsync(new ExecQuery("demo", "client", "nope", ["true"]), Cancellation));
        Assert.Equal(status, wrong.Failure.HttpStatus);
        Assert.Contains(words, wrong.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_goes_out_on_channel_0_and_v5_closes_it_with_255()
    {
        await using var play = await Play.StartAsync("exec-v5-stdin");
        await using var session = await play.Client.ExecAsync(new ExecQuery("demo", "client", "sh", ["cat"]) { Stdin = true }, Cancellation);
        await session.WriteAsync("hello\n"u8.ToArray(), Cancellation);
        await session.CloseInputAsync(Cancellation);
        var (output, _) = await ReadAsync(session);
        Assert.Equal("hello\n", output);
        Assert.Equal(0, await session.ExitCodeAsync);
        Assert.Equal(play.Sent, play.ActuallySent);
    }

    [Theory]
    [InlineData("exec-v5-tty-resize")]
    [InlineData("exec-v4-tty-resize")]
    public async Task A_terminal_is_resized_on_channel_4_and_ends_with_its_exit_code(string name)
    {
        await using var play = await Play.StartAsync(name);
        await using var session = await play.Client.ExecAsync(new ExecQuery("demo", "client", "sh", ["sh"]) { Stdin = true, Tty = true }, Cancellation);
        await session.ResizeAsync(97, 31, Cancellation);
        await session.WriteAsync("stty size\n"u8.ToArray(), Cancellation);
        await session.WriteAsync("exit 5\n"u8.ToArray(), Cancellation);
        var (output, _) = await ReadAsync(session);
        Assert.Contains("31 97", output, StringComparison.Ordinal);
        Assert.Equal(5, await session.ExitCodeAsync);
        Assert.Equal(play.Sent, play.ActuallySent);
        Assert.Equal(play.SortedRequest, play.SortedActual);
    }

    [Fact]
    public async Task A_port_is_forwarded_both_ways_and_the_port_frames_are_not_data()
    {
        await using var play = await Play.StartAsync("port-forward-ok");
        await using var stream = await play.Client.PortForwardAsync("demo", "web-77b8c5bd8c-2q5pq", 8080, Cancellation);
        await stream.WriteAsync("GET /healthz HTTP/1.0\r\n\r\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Cancellation);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("ok\n", answer, StringComparison.Ordinal);
        Assert.Equal(play.Sent, play.ActuallySent);
        Assert.Equal(play.SortedRequest, play.SortedActual);
    }

    [Fact]
    public async Task A_dns_answer_over_a_forwarded_port_comes_byte_for_byte()
    {
        await using var play = await Play.StartAsync("port-forward-dns-over-tcp");
        await using var stream = await play.Client.PortForwardAsync("kube-system", "coredns-5bcd87f5f9-5kxtt", 53, Cancellation);
        await stream.WriteAsync(Convert.FromHexString(play.Sent[0].Split(' ')[1]), Cancellation);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, Cancellation);
        Assert.Equal([0, 0x6a], length);
        // Read in two halves of one frame: what is left of a frame must not be lost.
        var answer = new byte[0x6a];
        await stream.ReadExactlyAsync(answer.AsMemory(0, 50), Cancellation);
        await stream.ReadExactlyAsync(answer.AsMemory(50), Cancellation);
        Assert.Equal([0x12, 0x34], answer[..2]);
        Assert.Equal([10, 96, 0, 1], answer[^4..]);
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens_fails_with_the_kubelets_words()
    {
        await using var play = await Play.StartAsync("port-forward-nobody-listens");
        await using var stream = await play.Client.PortForwardAsync("demo", "web-77b8c5bd8c-2q5pq", 9, Cancellation);
        await stream.WriteAsync("x"u8.ToArray(), Cancellation);
        var wrong = await Assert.ThrowsAsync<ApiException>(async () => await stream.ReadExactlyAsync(new byte[1], Cancellation));
        Assert.Contains("connection refused", wrong.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, await stream.ReadAsync(new byte[10], Cancellation));
    }

    [Fact]
    public async Task Disposing_ends_a_command_that_would_run_on()
    {
        await using var play = await Play.StartAsync("attach-v5");
        var session = await play.Client.ExecAsync(new ExecQuery("demo", "client", null, ["sleep", "1000"]), Cancellation);
        await session.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.ExitCodeAsync);
    }

    private static async Task<(string Output, string Errors)> ReadAsync(ExecSession session)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        await foreach (var (stderr, data) in session.OutputAsync(Cancellation))
        {
            (stderr ? errors : output).Append(Encoding.UTF8.GetString(data.Span));
        }
        return (output.ToString(), errors.ToString());
    }

    private sealed class Play : IAsyncDisposable
    {
        private readonly IReadOnlyList<JsonElement> _lines;
        private FakeApiServer _server = null!;

        private Play(string name) => _lines = Captures.Conversation(name);

        public ApiClient Client { get; private set; } = null!;

        /// <summary>A frame a line: channel and bytes as hex.</summary>
        public IReadOnlyList<string> Sent => [.. Of("send").Select(l => $"{Frame(l).Channel} {Convert.ToHexString(Frame(l).Data)}")];

        public List<string> ActuallySent { get; } = [];

        public string Received(int channel) => string.Concat(Of("recv").Where(l => l.TryGetProperty("channel", out var c) && c.GetInt32() == channel).Select(l => Encoding.UTF8.GetString(Frame(l).Data)));

        public IReadOnlyList<string> Command => [.. Query(Path).Where(p => p.StartsWith("command=", StringComparison.Ordinal)).Select(p => Uri.UnescapeDataString(p[8..]))];

        public IEnumerable<string> SortedRequest => Query(Path).Select(Uri.UnescapeDataString).Order().Prepend(Path.Split('?')[0]);

        public IEnumerable<string> SortedActual => Query(_server.Requests[0]["GET ".Length..]).Select(Uri.UnescapeDataString).Order().Prepend(_server.Requests[0]["GET ".Length..].Split('?')[0]);

        private string Path => _lines[0].GetProperty("path").GetString()!;

        public static async Task<Play> StartAsync(string name)
        {
            var play = new Play(name);
            play._server = await FakeApiServer.StartAsync(play.ServeAsync);
            play.Client = play._server.Client();
            return play;
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await _server.DisposeAsync();
        }

        private async Task ServeAsync(HttpContext context)
        {
            var response = _lines[1];
            if (response.GetProperty("status").GetInt32() is not 101 and var status)
            {
                await context.Json(_lines[2].GetProperty("text").GetString()!, status);
                return;
            }
            var protocol = response.GetProperty("headers").EnumerateArray().Select(h => h.GetString()!).First(h => h.StartsWith("Sec-WebSocket-Protocol", StringComparison.Ordinal)).Split(": ")[1];
            Assert.Contains(protocol, context.WebSockets.WebSocketRequestedProtocols);
            Assert.Equal("Bearer secret-token", context.Request.Headers.Authorization);
            using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
            var buffer = new byte[64 * 1024];
            foreach (var line in _lines.Skip(2))
            {
                switch (line.GetProperty("what").GetString())
                {
                    case "send":
                        var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
                        ActuallySent.Add($"{buffer[0]} {Convert.ToHexString(buffer.AsSpan(1, got.Count - 1))}");
                        break;
                    case "recv" when line.GetProperty("opcode").GetInt32() == 8:
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                        break;
                    case "recv":
                        var (channel, data) = Frame(line);
                        await socket.SendAsync((byte[])[(byte)channel, .. data], WebSocketMessageType.Binary, true, context.RequestAborted);
                        break;
                    default:
                        // The recording ended here with the conversation still open.
                        while ((await socket.ReceiveAsync(buffer, context.RequestAborted)).MessageType != WebSocketMessageType.Close)
                        {
                        }
                        break;
                }
            }
        }

        private IEnumerable<JsonElement> Of(string what) => _lines.Where(l => l.GetProperty("what").GetString() == what);

        private static (int Channel, byte[] Data) Frame(JsonElement line) => (line.GetProperty("channel").GetInt32(), line.GetProperty("base64").GetBytesFromBase64());

        private static string[] Query(string path) => path.Split('?', 2)[1].Split('&');
    }
}
