using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Acting;

/// <summary>How one request ended; Problem null: well.</summary>
internal sealed record ActionResult(PlannedRequest Request, string? Problem);

/// <summary>Sends the requests of a plan, and says of each how it ended.</summary>
internal static class ActionRun
{
    /// <summary>An API server counts each against the person's fair share, and admission may be slow.</summary>
    private const int AtOnce = 4;

    /// <summary>In the plan's order. Never throws but for cancellation: an object that is gone does not keep the others from being done.</summary>
    public static async Task<IReadOnlyList<ActionResult>> SendAsync(ApiClient client, ActionPlan plan, CancellationToken cancellation)
    {
        var results = new ActionResult[plan.Requests.Count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, plan.Requests.Count, options, async (i, token) =>
            results[i] = new ActionResult(plan.Requests[i], await SendAsync(client, plan.Requests[i], token).ConfigureAwait(false))).ConfigureAwait(false);
        return results;
    }

    /// <returns>Null: done; else what came back, in a sentence that a person can act on.</returns>
    private static async Task<string?> SendAsync(ApiClient client, PlannedRequest request, CancellationToken cancellation)
    {
        try
        {
            await client.SendAsync(request.Method, request.Path, request.Bytes, request.ContentType, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (ApiException e)
        {
            return Words(request, e.Failure);
        }
    }

    internal static string Words(PlannedRequest request, ApiFailure failure) => failure switch
    {
        { HttpStatus: 404 } => $"{request.Target.Name} is gone meanwhile",
        { HttpStatus: 409 } when request.Method == HttpMethod.Delete => $"{request.Target.Name} was replaced by another object of that name meanwhile; nothing was deleted",
        { HttpStatus: 409 } => $"{request.Target.Name} was changed by somebody else meanwhile; look at it and try again ({failure.Message})",
        { HttpStatus: 429 } => $"{request.Target.Name}: the server lets it wait: {failure.Message}",
        { Step: RequestStep.Timeout or RequestStep.Answer } =>
            $"{request.Target.Name}: no answer came; whether it was done is not known: look before trying again ({failure.Message})",
        { HttpStatus: 403 } when failure.Message.Contains("admission webhook", StringComparison.Ordinal) =>
            $"{request.Target.Name}: a webhook of the cluster refuses it, not your rights: {failure.Message}",
        { Advice: { Length: > 0 } advice } => $"{failure.Message} ({advice})",
        _ => failure.Message,
    };
}
