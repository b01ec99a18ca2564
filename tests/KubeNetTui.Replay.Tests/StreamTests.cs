using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Replay.Tests;

/// <summary>Frames over WebSocket, held against the recorded ones.</summary>
public sealed class StreamTests
{
    [Theory]
    [InlineData("exec-v5-ok")]
    [InlineData("exec-v4-ok")]
    [InlineData("exec-v5-exit3")]
    [InlineData("exec-v4-exit3")]
    [InlineData("exec-v5-tty-resize")]
    [InlineData("exec-v4-tty-resize")]
    [InlineData("exec-v5-stdin")]
    [InlineData("exec-pod-not-running")]
    [InlineData("exec-two-protocols-offered")]
    public async Task A_recorded_conversation_goes_the_same_way_here(string name)
    {
        var frames = File.ReadLines(Path.Combine(Captures.Root, "websocket", name + ".jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        await using var cluster = await CaptureCluster.StartAsync();
        using var socket = await ConnectAsync(cluster, frames[0].Text("path"), frames[0].Text("protocols").Split(", "));

        foreach (var frame in frames.Where(frame => frame.Text("what") == "send"))
        {
            byte[] message = [(byte)frame.Number("channel"), .. Convert.FromBase64String(frame.Text("base64"))];
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        }

        var received = await ReceiveAllAsync(socket);
        var expected = new SortedDictionary<int, string>();
        foreach (var frame in frames.Where(frame => frame.Text("what") == "recv" && frame.Number("opcode") == 2))
        {
            var channel = (int)frame.Number("channel");
            expected[channel] = expected.GetValueOrDefault(channel, "") + frame.Text("text");
        }

        // A terminal echoes when it likes: what is typed ahead comes before the prompt or after it.
        var isTerminal = name.Contains("tty", StringComparison.Ordinal);
        Assert.Equal(expected[3], received[3]);
        Assert.Equal(Sorted(expected.GetValueOrDefault(1, "")), Sorted(received.GetValueOrDefault(1, "")));
        Assert.Equal(expected.GetValueOrDefault(2, ""), received.GetValueOrDefault(2, ""));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);

        string Sorted(string text) => isTerminal ? string.Join('\n', text.Split("\r\n").Select(line => line.TrimStart('#', ' ')).Order()) : text;
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_the_runtimes_error()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var socket = await ConnectAsync(cluster, "/api/v1/namespaces/demo/pods/client/exec?container=sh&command=nosuch&stdout=true", ["v5.channel.k8s.io"]);

        var received = await ReceiveAllAsync(socket);

        Assert.Contains("executable file not found in $PATH", received[3], StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"InternalError\"", received[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec-no-such-container")]
    [InlineData("exec-no-such-pod")]
    public async Task A_refusal_before_the_upgrade_is_the_recorded_one(string name)
    {
        var frames = File.ReadLines(Path.Combine(Captures.Root, "websocket", name + ".jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        await using var cluster = await CaptureCluster.StartAsync();

        var answer = await cluster.GetAsync(frames[0].Text("path"), expect: (int)frames[1].Number("status"));

        Assert.Equal(frames[2].Text("text").Trim(), answer.GetRawText());
    }

    [Fact]
    public async Task A_port_forward_opens_two_channels_and_carries_bytes_both_ways()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        ((BundleRuntime)cluster.Server.Runtime).AddListener("demo", "client", 8080, static async (stream, cancellation) =>
        {
            var buffer = new byte[4];
            await stream.ReadExactlyAsync(buffer, cancellation);
            await stream.WriteAsync("pong"u8.ToArray(), cancellation);
        });
        using var socket = await ConnectAsync(cluster, "/api/v1/namespaces/demo/pods/client/portforward?ports=8080", ["v4.channel.k8s.io"]);
        await socket.SendAsync("\0ping"u8.ToArray(), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);

        var received = await ReceiveAllAsync(socket);

        Assert.Equal("\u0090\u001fpong", received[0]);
        Assert.Equal("\u0090\u001f", received[1]);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_told_on_the_error_channel()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var socket = await ConnectAsync(cluster, "/api/v1/namespaces/demo/pods/client/portforward?ports=9", ["v4.channel.k8s.io"]);

        var received = await ReceiveAllAsync(socket);

        Assert.StartsWith("\t\0error forwarding port 9 to pod", received[1], StringComparison.Ordinal);
        Assert.Contains("connection refused", received[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_are_cut_stamped_and_followed()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        const string Path = "/api/v1/namespaces/demo/pods/crash/log";
        var log = ((BundleRuntime)cluster.Server.Runtime).LogOf("demo", "crash", "sh");
        log.Append(DateTimeOffset.UtcNow, "second");

        Assert.Equal("about to fail\nsecond\n", await Text(Path));
        Assert.Equal("second\n", await Text(Path + "?tailLines=1"));
        Assert.Equal("second\n", await Text(Path + "?sinceSeconds=600"));
        Assert.StartsWith("2026-11-20T23:48:18.7047760", await Text(Path + "?timestamps=true"), StringComparison.Ordinal);
        Assert.Equal("abou", await Text(Path + "?limitBytes=4"));

        using var response = await cluster.SendAsync(HttpMethod.Get, Path + "?follow=true&tailLines=0", completion: HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        log.Append(DateTimeOffset.UtcNow, "third");
        Assert.Equal("third", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        log.End();
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        async Task<string> Text(string path)
        {
            using var answer = await cluster.SendAsync(HttpMethod.Get, path);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_pod_of_several_containers_needs_one_named()
    {
        await using var cluster = await CaptureCluster.StartAsync(also: bundle => bundle.Add("pods", Encoding.UTF8.GetBytes(
            """{"metadata":{"name":"two","namespace":"demo"},"spec":{"initContainers":[{"name":"i"}],"containers":[{"name":"a"},{"name":"b"}]}}""")));

        var answer = await cluster.GetAsync("/api/v1/namespaces/demo/pods/two/log", expect: 400);

        Assert.Equal("a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]", answer.Text("message"));
    }

    private static async Task<ClientWebSocket> ConnectAsync(CaptureCluster cluster, string path, string[] protocols)
    {
        var socket = new ClientWebSocket();
        foreach (var protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        socket.Options.SetRequestHeader("Authorization", "Bearer " + cluster.Server.Token);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{cluster.Server.Url.Port}{path}"), TestContext.Current.CancellationToken);
        Assert.Equal(protocols[0], socket.SubProtocol);
        return socket;
    }

    /// <summary>All that comes until the server closes, joined by channel.</summary>
    private static async Task<SortedDictionary<int, string>> ReceiveAllAsync(ClientWebSocket socket)
    {
        var all = new SortedDictionary<int, string>();
        var buffer = new byte[64 * 1024];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return all;
            }

            // Port numbers are bytes, not text: Latin-1 keeps them apart.
            all[buffer[0]] = all.GetValueOrDefault(buffer[0], "") + Encoding.Latin1.GetString(buffer, 1, part.Count - 1);
        }
    }
}
