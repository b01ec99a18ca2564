using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>Answers a request the wrong way.</summary>
internal static class FaultPlayer
{
    private const int BytesBeforeCut = 200;

    public static async Task PlayAsync(HttpContext context, Fault fault, TimeProvider clock, Func<Task> rightAnswer)
    {
        switch (fault.Kind)
        {
            case FaultKind.Status:
                if (fault.RetryAfterSeconds > 0)
                {
                    context.Response.Headers.RetryAfter = fault.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                }

                var status = StatusOf(fault.Code);
                status = fault.Message is { } words ? new ApiStatusException(fault.Code, status.Reason, words) : status;
                await context.WriteJsonAsync(status.ToStatus(), fault.Code).ConfigureAwait(false);
                break;
            case FaultKind.Html:
                await context.WriteTextAsync("<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to continue</body></html>\n",
                    contentType: "text/html; charset=utf-8").ConfigureAwait(false);
                break;
            case FaultKind.HalfJson:
                await HalfAsync(context, rightAnswer).ConfigureAwait(false);
                break;
            case FaultKind.StopMidStream:
                context.Response.Body = new CuttingStream(context.Response.Body, BytesBeforeCut, context.Abort);
                await rightAnswer().ConfigureAwait(false);
                break;
            default:
                await Task.Delay(fault.Delay, clock, context.RequestAborted).ConfigureAwait(false);
                await rightAnswer().ConfigureAwait(false);
                break;
        }
    }

    private static async Task HalfAsync(HttpContext context, Func<Task> rightAnswer)
    {
        var body = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        context.Request.Headers.AcceptEncoding = "";
        await rightAnswer().ConfigureAwait(false);
        context.Response.Body = body;
        var half = whole.GetBuffer().AsMemory(0, (int)(whole.Length / 2));
        context.Response.ContentLength = half.Length;
        await body.WriteAsync(half, context.RequestAborted).ConfigureAwait(false);
    }

    private static ApiStatusException StatusOf(int code) => code switch
    {
        401 => ApiStatusException.Unauthorized(),
        403 => new ApiStatusException(403, "Forbidden", "forbidden: the server was told to refuse this"),
        404 => new ApiStatusException(404, "NotFound", "the server was told not to find this"),
        409 => new ApiStatusException(409, "Conflict", "the object has been modified; please apply your changes to the latest version and try again"),
        422 => new ApiStatusException(422, "Invalid", "the server was told to find this invalid"),
        429 => new ApiStatusException(429, "TooManyRequests", "Too many requests, please try again later."),
        500 => new ApiStatusException(500, "InternalError", "Internal error occurred: the server was told to fail"),
        503 => new ApiStatusException(503, "ServiceUnavailable", "apiserver not ready"),
        504 => new ApiStatusException(504, "Timeout", "Timeout: request did not complete within the allotted timeout"),
        _ => new ApiStatusException(code, "Unknown", $"the server was told to answer {code}"),
    };
}
