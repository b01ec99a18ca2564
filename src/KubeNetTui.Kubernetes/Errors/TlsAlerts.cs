namespace KubeNetTui.Kubernetes;

/// <summary>What the server says in a TLS alert about our certificate (RFC 8446, 6.2); with TLS 1.3 it comes with the first read.</summary>
internal static class TlsAlerts
{
    private static readonly string[] s_aboutOurs =
        ["alert bad certificate", "alert unknown ca", "certificate required", "alert certificate", "alert access denied", "alert handshake failure", "bad_certificate", "certificate_required"];

    public static bool RejectedOurs(Exception wrong)
    {
        for (var at = wrong; at is not null; at = at.InnerException)
        {
            if (s_aboutOurs.Any(words => at.Message.Contains(words, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }
        return false;
    }

    public static ApiFailure Failure(string where, Exception wrong)
    {
        var at = wrong;
        while (at.InnerException is { } inner)
        {
            at = inner;
        }
        return new ApiFailure(
            RequestStep.Tls, 0, "", $"{where} rejected this client's certificate in the TLS handshake: {Printable.Clean(at.Message, 160).TrimEnd('.')}.",
            "The client certificate is missing, expired or of another cluster: fetch the kubeconfig again.");
    }
}
