using System.Text.Json;

namespace KubeNetTui.Replay.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalError")]
    public async Task A_status_is_answered_as_often_as_asked(int code, string reason)
    {
        await using var cluster = await CaptureCluster.StartAsync();
        cluster.Server.Faults.Add(new Fault("/pods", FaultKind.Status, code, Times: 1, RetryAfterSeconds: 1));

        await cluster.GetAsync("/api/v1/nodes");
        var answer = await cluster.GetAsync("/api/v1/pods", expect: code);

        Assert.Equal(reason, answer.Text("reason"));
        await cluster.GetAsync("/api/v1/pods");
    }

    [Fact]
    public async Task Html_half_an_answer_and_a_cut_connection_are_what_they_say()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        string half;
        using (cluster.Server.Faults.Add(new Fault("/pods", FaultKind.HalfJson)))
        {
            using var response = await cluster.SendAsync(HttpMethod.Get, "/api/v1/pods");
            half = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        using (cluster.Server.Faults.Add(new Fault("/pods", FaultKind.Html)))
        {
            using var response = await cluster.SendAsync(HttpMethod.Get, "/api/v1/pods");
            Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        }

        using (cluster.Server.Faults.Add(new Fault("/pods", FaultKind.StopMidStream)))
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => cluster.SendAsync(HttpMethod.Get, "/api/v1/pods"));
        }

        Assert.StartsWith("{\"kind\":\"PodList\"", half, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(half));
        Assert.Equal(12, (await cluster.GetAsync("/api/v1/pods")).Count("items"));
    }
}
