using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace KubeNetTui.Replay.Tests;

public sealed class BundleTests
{
    [Fact]
    public void A_folder_is_read_with_its_objects_sections_and_logs()
    {
        var bundle = Bundle.FromFolder(Captures.Iptables);

        Assert.Equal(12, bundle.Objects("pods").Count);
        Assert.Contains("ingresses.networking.k8s.io", bundle.Resources);
        Assert.Equal(824, bundle.ResourceVersion);
        Assert.Equal("iptables", bundle.NodeSection("node1", "kube-proxy-mode"));
        Assert.StartsWith("search demo.svc", bundle.PodSection("demo", "client", "resolv-conf"), StringComparison.Ordinal);
        Assert.Contains("about to fail", bundle.Log("demo", "crash", "sh", previous: true), StringComparison.Ordinal);
        Assert.Null(bundle.Log("demo", "badimage", "sh", previous: false)); // what is kept there is the refusal
    }

    [Theory]
    [InlineData("v1.pods.json", "{", "v1.pods.json")]
    [InlineData("v1.pods.json", "{\"kind\":\"PodList\"}", "\"items\" is missing")]
    [InlineData("pods.json", "{\"items\":[]}", "expected <group>.<version>.<resource>.json")]
    public void What_is_wrong_with_a_file_is_told_with_its_name(string file, string text, string message)
    {
        var folder = Directory.CreateTempSubdirectory("replay-bundle-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "api"));
            File.WriteAllText(Path.Combine(folder, "api", file), text);

            var problem = Assert.Throws<BundleException>(() => Bundle.FromFolder(folder));

            Assert.Contains(message, problem.Message, StringComparison.Ordinal);
            Assert.Contains(file, problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        var problem = Assert.Throws<BundleException>(() => Bundle.FromFolder("/nowhere/at-all"));

        Assert.Contains("/nowhere/at-all", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_authority_vouches_for_https_and_http_2_is_spoken()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var encoded = cluster.Server.KubeConfigYaml.Split('\n').First(line => line.Contains("certificate-authority-data", StringComparison.Ordinal)).Split(": ")[1];
        using var authority = X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(encoded)));
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority },
        };
        using var http = new HttpClient(handler) { BaseAddress = new UriBuilder(cluster.Server.Url) { Scheme = "https" }.Uri };
        http.DefaultRequestHeaders.Authorization = new("Bearer", cluster.Server.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/pods") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpVersion.Version20, response.Version);
    }
}
