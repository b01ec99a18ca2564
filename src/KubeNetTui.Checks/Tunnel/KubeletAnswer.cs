using System.Text;
using System.Text.Json;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Why an API server could not reach a kubelet, by its own words.</summary>
internal enum KubeletTrouble
{
    /// <summary>The kubelet answers that it is well.</summary>
    None,

    /// <summary>Nothing came back: dropped on the way, or the machine is off.</summary>
    TimedOut,

    /// <summary>RST: the machine is reached, nobody listens there (or a rule rejects with one).</summary>
    Refused,

    /// <summary>ICMP unreachable or prohibited, or no route.</summary>
    Unreachable,

    /// <summary>TCP works; TLS gets no answer: a busy kubelet, or large packets that are lost.</summary>
    TlsTimedOut,

    /// <summary>Something that speaks plain HTTP answers in the kubelet's place.</summary>
    NotTls,

    /// <summary>The tunnel to the nodes has no way: no agent, or the agent could not dial.</summary>
    Tunnel,

    /// <summary>The node's name does not resolve where the API server is.</summary>
    Name,

    /// <summary>The certificate is not accepted; the network works.</summary>
    Certificate,

    /// <summary>401 or 403 of the kubelet to the API server; the network works.</summary>
    NotAllowed,

    /// <summary>It answers that it is not well.</summary>
    Unwell,

    /// <summary>Cut off while it answered.</summary>
    Reset,

    /// <summary>None of the words known.</summary>
    Other,

    /// <summary>The API server did not let us ask, or was not reached itself: the kubelet was not tried.</summary>
    NotTried,
}

/// <summary>What came back from <c>/api/v1/nodes/NAME/proxy/healthz</c>: the API server's way to a kubelet, tried.</summary>
/// <param name="Words">The server's own, one line; "" where all is well.</param>
internal sealed record KubeletAnswer(KubeletTrouble Trouble, string Words, Section? Section)
{
    // The first that is found decides: a tunnel's error holds the words of the dial that it tried.
    private static readonly (string Part, KubeletTrouble Trouble)[] Parts =
    [
        ("No agent available", KubeletTrouble.Tunnel),
        ("no backend available", KubeletTrouble.Tunnel),
        ("failed to find agent", KubeletTrouble.Tunnel),
        ("proxy dial", KubeletTrouble.Tunnel),
        ("dial timeout, backstop", KubeletTrouble.Tunnel),
        ("konnectivity", KubeletTrouble.Tunnel),
        ("No SSH tunnels", KubeletTrouble.Tunnel),
        ("x509:", KubeletTrouble.Certificate),
        ("certificate", KubeletTrouble.Certificate),
        ("server gave HTTP response to HTTPS client", KubeletTrouble.NotTls),
        ("first record does not look like a TLS handshake", KubeletTrouble.NotTls),
        ("TLS handshake timeout", KubeletTrouble.TlsTimedOut),
        ("no such host", KubeletTrouble.Name),
        ("server misbehaving", KubeletTrouble.Name),
        ("Temporary failure in name resolution", KubeletTrouble.Name),
        ("connection refused", KubeletTrouble.Refused),
        ("no route to host", KubeletTrouble.Unreachable),
        ("host is unreachable", KubeletTrouble.Unreachable),
        ("network is unreachable", KubeletTrouble.Unreachable),
        ("permission denied", KubeletTrouble.Unreachable),
        ("i/o timeout", KubeletTrouble.TimedOut),
        ("connection timed out", KubeletTrouble.TimedOut),
        ("context deadline exceeded", KubeletTrouble.TimedOut),
        ("Client.Timeout", KubeletTrouble.TimedOut),
        ("connection reset by peer", KubeletTrouble.Reset),
        ("EOF", KubeletTrouble.Reset),
    ];

    public static RawNeed Need(string node) => new($"/api/v1/nodes/{node}/proxy/healthz");

    /// <summary>Null: nobody has asked yet.</summary>
    public static KubeletAnswer? Of(IEvidence evidence, string node) => evidence.Find(Need(node)) is { } section ? Of(section) : null;

    public static KubeletAnswer Of(Section section)
    {
        if (section is { Status: SectionStatus.Read, Value: RawText raw })
        {
            var words = Message(raw.Text);
            return raw.HttpStatus is 401 or 403 ? new(KubeletTrouble.NotAllowed, $"{raw.HttpStatus} {words}", section)
                : raw.HttpStatus < 400 && words.StartsWith("ok", StringComparison.Ordinal) ? new(KubeletTrouble.None, "", section)
                : new(Sort(words) ?? (raw.HttpStatus is 500 && !IsStatus(raw.Text) ? KubeletTrouble.Unwell : KubeletTrouble.Other), Cut(words), section);
        }

        // The kubelet's own refusal comes through as it is: "Forbidden (user=…, verb=get, resource=nodes, subresource=proxy)".
        var problem = Words(section.Problem ?? "");
        var isKubelets = section.Status == SectionStatus.Denied
            && (problem.Contains("Forbidden (user=", StringComparison.Ordinal) || problem.Trim().EndsWith("Unauthorized", StringComparison.Ordinal) && problem.Contains("kubelet", StringComparison.OrdinalIgnoreCase));
        return isKubelets ? new(KubeletTrouble.NotAllowed, Cut(problem), section)

            // An answer with these words is the API server's about the kubelet; a failure on the way to the API server names its step.
            : section.Status == SectionStatus.Failed && problem.Contains("error trying to reach service", StringComparison.Ordinal) && Sort(problem) is { } trouble ? new(trouble, Cut(problem), section)
            : new(KubeletTrouble.NotTried, Cut(problem), section);

        static string Words(string text) => Checks.Words.OneLine(text);
    }

    /// <summary>What a log line of logs or exec says of the way to the kubelet; null where it says nothing of it.</summary>
    public static KubeletTrouble? Sort(string words)
    {
        foreach (var (part, trouble) in Parts)
        {
            if (words.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return trouble;
            }
        }

        return null;
    }

    private static string Cut(string words) => Checks.Words.Cut(words, 240);

    /// <summary>The message of a Status, or the text itself.</summary>
    private static string Message(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return Checks.Words.OneLine(text).Trim();
        }

        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                ? Checks.Words.OneLine(message.GetString() ?? "")
                : Checks.Words.OneLine(text);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Checks.Words.OneLine(text);
        }
    }

    private static bool IsStatus(string text) => text.Contains("\"Status\"", StringComparison.Ordinal);
}
