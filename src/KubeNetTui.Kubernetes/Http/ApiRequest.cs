namespace KubeNetTui.Kubernetes;

internal enum RequestKind
{
    /// <summary>Counts against the bound on parallel requests; ends by itself.</summary>
    Short,

    /// <summary>A watch or a followed log: open for hours, silent for minutes.</summary>
    Stream,
}

/// <param name="Path">Path and query, as they go to the server.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    public const string Json = "application/json";

    public string Accept { get; init; } = Json;
    public ReadOnlyMemory<byte>? Body { get; init; }
    public string ContentType { get; init; } = Json;
    public RequestKind Kind { get; init; } = RequestKind.Short;

    /// <summary>Off: any answer is handed back at once, errors too (<see cref="ApiClient.ReachAsync"/> looks at each).</summary>
    public bool Retry { get; init; } = true;

    /// <summary>How long the first byte may take, where no time-out was chosen for all requests; null: as all others.</summary>
    public TimeSpan? FirstAnswer { get; init; }

    /// <summary>Last changes to the message: the headers of a WebSocket greeting.</summary>
    public Action<HttpRequestMessage>? Prepare { get; init; }

    /// <summary>Answers of these statuses (and all of the 2xx) are the caller's; others become an <see cref="ApiException"/>.</summary>
    public Func<int, bool> Accepts { get; init; } = static _ => false;
}
