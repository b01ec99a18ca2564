using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary><c>pods/exec</c> and <c>pods/attach</c> over WebSocket, versions 5 and 4 of the channel protocol.</summary>
internal sealed class ExecHandler(ObjectStore store, IPodRuntime runtime, PodStarter starter)
{
    private const byte Input = 0;
    private const byte Output = 1;
    private const byte Error = 2;
    private const byte Status = 3;
    private const byte Resize = 4;
    private const byte Close = 255;

    public async Task HandleAsync(HttpContext context, ResourceKind pods, ApiRequest api, CancellationToken stop)
    {
        var query = context.Request.Query;
        ExecRequest request;
        bool isRunning, endsWithIt;
        using (var pod = PodReader.Of(store, pods, api.Namespace, api.Name))
        {
            var container = pod.Container(query["container"].ToString());
            isRunning = pod.IsRunning(container);

            // The shell of a debug container is its only process.
            endsWithIt = api.Subresource == "attach" && pod.IsEphemeral(container) && pod.HasTerminal(container);
            request = new ExecRequest(
                api.Namespace, api.Name, container, [.. query["command"].Select(word => word ?? "")], Flag(query, "tty"), api.Subresource == "attach")
            {
                HostNode = pod.HostNode,
                Node = pod.Node,
                HasTerminal = pod.HasTerminal(container),
                IsNodeShell = pod.IsNodeShell(container),
                FindPod = (ns, name) => PodReader.WhereaboutsOf(store, pods, ns, name),
            };
        }

        if (!Flag(query, "stdin") && !Flag(query, "stdout") && !Flag(query, "stderr"))
        {
            throw ApiStatusException.BadRequest("you must specify at least 1 of stdin, stdout, stderr");
        }

        if (!request.Attach && request.Command.Count == 0)
        {
            throw ApiStatusException.BadRequest("you must specify at least one command for the container");
        }

        Spdy.Refuse(context, "exec and attach");
        await PodReader.RequireKubeletAsync(runtime, api, context.RequestAborted).ConfigureAwait(false);
        await using var channels = await WebSocketChannels.AcceptAsync(context, WebSocketChannels.Version5, WebSocketChannels.Version4)
            .ConfigureAwait(false);
        if (channels is null)
        {
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop);
        await channels.SendAsync(Output, default, ending.Token).ConfigureAwait(false);
        if (isRunning)
        {
            var exit = await RunAsync(channels, request, Flag(query, "stdin"), ending).ConfigureAwait(false);
            if (endsWithIt && exit is { } end && !ending.IsCancellationRequested)
            {
                starter.Ended(api.Namespace, api.Name, request.Container, end.Code);
            }
        }
        else
        {
            var problem = $"unable to upgrade connection: container not found (\"{request.Container}\")";
            await channels.SendAsync(Status, JsonBytes.From(InternalError("Internal error occurred: " + problem, problem)), ending.Token)
                .ConfigureAwait(false);
        }

        await channels.CloseAsync(ending.Token).ConfigureAwait(false);
    }

    private static bool Flag(IQueryCollection query, string name) => query.ContainsKey(name) && ApiRequest.IsTrue(query[name]);

    /// <returns>Null: the client went away before the end.</returns>
    private async Task<ExecExit?> RunAsync(WebSocketChannels channels, ExecRequest request, bool takesInput, CancellationTokenSource ending)
    {
        var input = new Pipe();
        var sizes = Channel.CreateUnbounded<TerminalSize>();
        if (!takesInput)
        {
            await input.Writer.CompleteAsync().ConfigureAwait(false);
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var receiving = ReceiveAsync(channels, input.Writer, sizes.Writer, ending, done.Token);
        try
        {
            var exit = await runtime.ExecAsync(request, new ExecStreams
            {
                Input = input.Reader.AsStream(),
                Output = channels.Writer(Output),
                Error = channels.Writer(request.Tty ? Output : Error),
                Sizes = sizes.Reader,
            }, ending.Token).ConfigureAwait(false);
            await channels.SendAsync(Status, JsonBytes.From(ExitStatus(exit, request, channels.Protocol)), ending.Token).ConfigureAwait(false);
            return exit;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Net.WebSockets.WebSocketException)
        {
            // The client went away, or the server ends: nobody is left to be told.
            return null;
        }
        finally
        {
            await channels.CloseAsync(CancellationToken.None).ConfigureAwait(false);
            await done.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
    }

    private static async Task ReceiveAsync(
        WebSocketChannels channels, PipeWriter input, ChannelWriter<TerminalSize> sizes, CancellationTokenSource ending, CancellationToken done)
    {
        try
        {
            while (await channels.ReceiveAsync(done).ConfigureAwait(false) is var (channel, data))
            {
                switch (channel)
                {
                    case Input:
                        await input.WriteAsync(data, done).ConfigureAwait(false);
                        break;
                    case Resize:
                        sizes.TryWrite(ReadSize(data));
                        break;
                    case Close when channels.Protocol == WebSocketChannels.Version5 && data is [Input]:
                        await input.CompleteAsync().ConfigureAwait(false);
                        break;
                }
            }

            await ending.CancelAsync().ConfigureAwait(false); // the client has gone: the command goes with it
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
        finally
        {
            await input.CompleteAsync().ConfigureAwait(false);
            sizes.TryComplete();
        }
    }

    private static TerminalSize ReadSize(byte[] data)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            return new TerminalSize((int)document.RootElement.Number("Width"), (int)document.RootElement.Number("Height"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonObject ExitStatus(ExecExit exit, ExecRequest request, string protocol)
    {
        if (exit.Error is { } error)
        {
            var message = "error executing command in container: " + error;
            return protocol == WebSocketChannels.Version5
                ? InternalError("Internal error occurred: Internal error occurred: " + message, "Internal error occurred: " + message)
                : InternalError("Internal error occurred: " + message, message);
        }

        if (exit.Code == 0)
        {
            return new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" };
        }

        var why = protocol == WebSocketChannels.Version5
            ? $"command terminated with exit code {exit.Code}"
            : $"error executing command [{string.Join(' ', request.Command)}], exit code {exit.Code}";
        return new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = "command terminated with non-zero exit code: " + why,
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = exit.Code.ToString() }),
            },
        };
    }

    private static JsonObject InternalError(string message, string cause) => new()
    {
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = "InternalError",
        ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = cause }) },
        ["code"] = 500,
    };
}
