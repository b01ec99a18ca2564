namespace KubeNetTui.Kubernetes;

/// <summary>The step of a request that failed; they are passed in this order.</summary>
public enum RequestStep
{
    /// <summary>A credential could not be made: exec plugin, token file, client certificate.</summary>
    Credentials,
    Name,
    Connect,
    Proxy,
    Tls,

    /// <summary>401: the server does not know who asks.</summary>
    Login,

    /// <summary>403: it knows, and refuses.</summary>
    Permission,

    /// <summary>Any other answer that is an error: 404, 409, 410, 422, 429, 5xx.</summary>
    Server,

    /// <summary>An answer that is no Kubernetes answer: HTML, half a JSON, a stream that broke off.</summary>
    Answer,

    /// <summary>No answer in time.</summary>
    Timeout,
}

/// <summary>What went wrong with one request, in words a person can act on.</summary>
/// <param name="HttpStatus">0 where there was no answer.</param>
/// <param name="Reason">The Status object's reason (<c>Forbidden</c>, <c>Expired</c>, …), or "".</param>
/// <param name="Message">One sentence: what was tried, where, what came back. No control characters.</param>
/// <param name="Advice">What to do; may be "".</param>
public sealed record ApiFailure(RequestStep Step, int HttpStatus, string Reason, string Message, string Advice);

public sealed class ApiException(ApiFailure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    public ApiFailure Failure { get; } = failure;
}
