namespace KubeNetTui.EndToEnd;

/// <summary>A cluster's evidence in a file: taken while it is there, looked at when it is gone.</summary>
public sealed class BundleTests
{
    [Fact]
    public async Task A_bundle_is_taken_and_says_the_cause_when_the_cluster_is_gone()
    {
        var folder = Directory.CreateTempSubdirectory("knt-bundle-");
        try
        {
            var file = Path.Combine(folder.FullName, "shop.tgz");
            await using (var server = await DemoServer.StartAsync("--still"))
            {
                var taken = await BuiltProgram.RunAsync(
                    BuiltProgram.Path, ["--kubeconfig", server.KubeConfig, "bundle", "take", "-n", "shop", "-o", file],
                    new Dictionary<string, string> { ["XDG_STATE_HOME"] = folder.FullName }, limit: TimeSpan.FromMinutes(5));
                Assert.True(taken.ExitCode == 0, taken.ToString());
                Assert.StartsWith(file + ": ", taken.Output);
            }

            await using var person = await Person.OpenAsync(200, 50, $"bundle open {file}", ("XDG_STATE_HOME", folder.FullName));
            // Whole verifications ask every node.
            person.Patience = TimeSpan.FromMinutes(2);
            await person.Expect("ads-");
            await person.Command("svc shop");
            await person.Expect("legacy");
            await person.Filter("mail");
            await person.ExpectGone("legacy");
            await person.Press("v");
            await person.Expect("127.0.0.1");
            await person.Press("C-c");
            await person.Expect("[ended 0]");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
