using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubeNetTui.Kubernetes;

/// <summary>What was seen of a server's certificate.</summary>
internal sealed record CertificateSeen(
    string Subject, string Issuer, IReadOnlyList<string> Names, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <summary>Checks one server's certificate as PKIX wants it (RFC 5280) against the kubeconfig's authority, and remembers why not.</summary>
internal sealed class ServerCertificate(TlsSettings settings, string expectedName, TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public CertificateSeen? Seen { get; private set; }
    public ApiFailure? Failure { get; private set; }

    public bool Check(object sender, X509Certificate? certificate, X509Chain? offered, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf)
        {
            Failure = Tls("The server showed no certificate.", "Is this the address of an API server?");
            return false;
        }
        Seen = Describe(leaf);
        if (settings.SkipVerify)
        {
            return true;
        }
        var now = time.GetUtcNow();
        if (Seen.NotAfter < now || Seen.NotBefore > now)
        {
            var expired = Seen.NotAfter < now;
            Failure = Tls(
                $"The server's certificate {(expired ? $"expired on {Day(Seen.NotAfter)}" : $"is not valid before {Day(Seen.NotBefore)}")} ({Seen.Subject}, issued by {Seen.Issuer}); this machine's clock says {Day(now)}.",
                expired ? "Check this machine's clock, then renew the server's certificate (kubeadm: kubeadm certs renew; AKS: az aks rotate-certs)." : "Check this machine's clock.");
            return false;
        }
        if (ChainFailure(leaf, offered, now) is { } why)
        {
            Failure = Tls(
                $"The server's certificate is {why} ({Seen.Subject}, issued by {Seen.Issuer}); trusted is {Trusted()}.",
                "Is this the right cluster, or does a proxy break TLS open? If the cluster was rebuilt or its certificates rotated, fetch the kubeconfig again.");
            return false;
        }
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            Failure = Tls(
                $"The server's certificate is for other names: wanted {expectedName}, it has {(Seen.Names.Count == 0 ? "none" : string.Join(", ", Seen.Names.Take(12)))} ({Seen.Subject}).",
                "Use one of those names in the kubeconfig's server, or set tls-server-name to one.");
            return false;
        }
        return true;
    }

    private string? ChainFailure(X509Certificate2 leaf, X509Chain? offered, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        // Fetching issuers named in a stranger's certificate would be a request nobody asked for.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var element in offered?.ChainPolicy.ExtraStore ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element);
        }
        foreach (var element in offered?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }
        X509Certificate2Collection? authorities = null;
        if (settings.Authority is not null)
        {
            authorities = Certificates.ReadAuthorities(settings.Authority);
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        try
        {
            if (chain.Build(leaf))
            {
                return null;
            }
        }
        catch (CryptographicException wrong)
        {
            return $"malformed ({Printable.Clean(wrong.Message, 120)})";
        }
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        // Go takes any certificate of the bundle as an anchor, also one that is not self-signed; .NET calls that a partial chain.
        if (status is X509ChainStatusFlags.PartialChain && authorities is not null
            && authorities.Any(a => a.RawDataMemory.Span.SequenceEqual(chain.ChainElements[^1].Certificate.RawDataMemory.Span)))
        {
            return null;
        }
        return status switch
        {
            _ when (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0 =>
                "signed by an authority that is not trusted",
            _ when status.HasFlag(X509ChainStatusFlags.NotTimeValid) => "signed by an authority whose own certificate expired",
            _ when status.HasFlag(X509ChainStatusFlags.NotValidForUsage) => "not one for servers",
            _ => $"not acceptable ({status})",
        };
    }

    private string Trusted() => settings.Authority is null
        ? "what this machine trusts"
        : $"the {settings.Authority.Where}: {string.Join(", ", Certificates.ReadAuthorities(settings.Authority).Take(4).Select(c => Printable.Clean(c.Subject, 100)))}";

    private static CertificateSeen Describe(X509Certificate2 leaf)
    {
        var names = new List<string>();
        try
        {
            foreach (var extension in leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>())
            {
                names.AddRange(extension.EnumerateDnsNames().Select(n => Printable.Clean(n, 100)));
                names.AddRange(extension.EnumerateIPAddresses().Select(a => a.ToString()));
            }
        }
        catch (CryptographicException)
        {
            names.Add("(unreadable)");
        }
        return new CertificateSeen(
            Printable.Clean(leaf.Subject, 150), Printable.Clean(leaf.Issuer, 150), names,
            leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime());
    }

    internal static string Day(DateTimeOffset when) => when.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'");

    private static ApiFailure Tls(string message, string advice) => new(RequestStep.Tls, 0, "", message, advice);
}
