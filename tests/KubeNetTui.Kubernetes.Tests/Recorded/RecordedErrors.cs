namespace KubeNetTui.Kubernetes.Tests;

public sealed class RecordedErrors
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("not_found.404.json", 404, "NotFound", "pods \"nope\" not found")]
    [InlineData("no_resource.404.json", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("bad_selector.400.json", 400, "BadRequest", "unable to parse requirement")]
    [InlineData("bad_continue.400.json", 400, "BadRequest", "invalid continue token")]
    public async Task A_recorded_error_keeps_the_servers_words_and_reason(string file, int status, string reason, string words)
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json(Captures.Bytes("errors", file), status));
        await using var client = server.Client();
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/api/v1/namespaces/demo/pods/nope", Cancellation));
        Assert.Equal(RequestStep.Server, wrong.Failure.Step);
        Assert.Equal(status, wrong.Failure.HttpStatus);
        Assert.Equal(reason, wrong.Failure.Reason);
        Assert.Contains(words, wrong.Failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("GET /api/v1/namespaces/demo/pods/nope:", wrong.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "Unauthorized", RequestStep.Login)]
    [InlineData(403, "Forbidden", RequestStep.Permission)]
    [InlineData(409, "Conflict", RequestStep.Server)]
    [InlineData(410, "Expired", RequestStep.Server)]
    [InlineData(422, "Invalid", RequestStep.Server)]
    [InlineData(500, "InternalError", RequestStep.Server)]
    public async Task Each_status_has_its_step(int status, string reason, RequestStep step)
    {
        await using var server = await FakeApiServer.StartAsync(context => Answers.Status(context, status, reason, "because of \u001b[31mthis\u0007\nand that"));
        await using var client = server.Client();
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/api/v1/pods", Cancellation));
        Assert.Equal(step, wrong.Failure.Step);
        Assert.Equal(status, wrong.Failure.HttpStatus);
        Assert.Equal(reason, wrong.Failure.Reason);
        Assert.Contains("because of [31mthis and that", wrong.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong.Failure.Message, char.IsControl);
        Assert.Single(server.Requests);
    }
}
