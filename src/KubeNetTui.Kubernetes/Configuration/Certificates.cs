using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>Certificates and keys as kubeconfigs carry them: PEM, RSA or EC, PKCS#1, PKCS#8 or SEC 1.</summary>
internal static class Certificates
{
    /// <exception cref="KubeConfigException">The source can't be read or holds no certificate.</exception>
    public static X509Certificate2Collection ReadAuthorities(PemSource source)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(TextOf(source));
        }
        catch (CryptographicException wrong)
        {
            throw new KubeConfigException($"{source.Where}: the certificate can't be read: {Printable.Clean(wrong.Message, 200)} Fetch the kubeconfig again.", wrong);
        }
        return found.Count > 0
            ? found
            : throw new KubeConfigException($"{source.Where}: there is no certificate in it (PEM, \"BEGIN CERTIFICATE\"). Fetch the kubeconfig again.");
    }

    /// <summary>The client's certificate with its key, and the intermediates that stand beside it.</summary>
    /// <exception cref="KubeConfigException">Unreadable, or the key belongs to another certificate.</exception>
    public static ClientCertificate ReadClient(PemSource certificate, PemSource key) =>
        ParseClient(TextOf(certificate), TextOf(key), certificate.Where);

    /// <exception cref="KubeConfigException">Unreadable, or the key belongs to another certificate.</exception>
    public static ClientCertificate ParseClient(string certificatePem, string keyPem, string where)
    {
        X509Certificate2 leaf;
        try
        {
            leaf = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            var why = keyPem.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? "the key is encrypted with a password, which kubectl does not read either"
                : Printable.Clean(wrong.Message, 200).TrimEnd('.');
            throw new KubeConfigException(
                $"{where}: the client certificate and its key can't be used: {why}. PEM with an RSA or EC key is needed; fetch the kubeconfig again.", wrong);
        }
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificatePem);
        // The first is the leaf again, without its key.
        var intermediates = new X509Certificate2Collection(all.Skip(1).ToArray());
        return new ClientCertificate(leaf, intermediates);
    }

    private static string TextOf(PemSource source) => Encoding.UTF8.GetString(BytesOf(source));

    public static byte[] BytesOf(PemSource source)
    {
        try
        {
            return source.Read();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new KubeConfigException(
                $"{source.Where}: can't read {source.File}: {ConfigFile.ReasonOf(wrong)}. Correct the path, or fetch the kubeconfig again.", wrong);
        }
    }
}

/// <summary>Who we are to the TLS layer.</summary>
internal sealed record ClientCertificate(X509Certificate2 Leaf, X509Certificate2Collection Intermediates) : IDisposable
{
    public void Dispose()
    {
        Leaf.Dispose();
        foreach (var certificate in Intermediates)
        {
            certificate.Dispose();
        }
    }
}
