using System.Text.Json;

namespace KubeNetTui.Tests.CommandLine;

public sealed class BundleCommandTests(ServedShop shop) : IClassFixture<ServedShop>, IDisposable
{
    private static readonly string Faults = Path.Combine(RepositoryRoot(), "tests", "captures", "faults");
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_taken_is_found_again_in_the_file_and_redaction_changes_no_verdict()
    {
        (string plain, string redacted) = (Path.Combine(_folder, "plain.tgz"), Path.Combine(_folder, "redacted.tgz"));
        CommandLineRun taken = await Run("bundle", "take", "service/cart", "service/mail", "node/node-c", "cluster", "-n", "shop", "-o", plain, "--kubeconfig", shop.KubeConfig);
        CommandLineRun hidden = await Run("bundle", "take", "service/cart", "service/mail", "node/node-c", "cluster", "-n", "shop", "-o", redacted, "--redact", "--kubeconfig", shop.KubeConfig);
        Assert.True(taken.ExitCode == 0, taken.Error);
        Assert.True(hidden.ExitCode == 0, hidden.Error);
        Assert.Contains("plain.tgz: ", taken.Out, StringComparison.Ordinal);

        CommandLineRun live = await Run("check", "service/cart", "service/mail", "-n", "shop", "-o", "json", "--kubeconfig", shop.KubeConfig);
        CommandLineRun kept = await Run("bundle", "check", plain, "service/cart", "service/mail", "-n", "shop", "-o", "json");
        Assert.Equal(1, kept.ExitCode);
        Assert.Equal(Verdicts(live, "Fail"), Verdicts(kept, "Fail"));

        string all = (await Run("bundle", "check", redacted, "cluster", "-o", "json")).Out;
        Assert.DoesNotContain("node-c", all, StringComparison.Ordinal);
        Assert.Equal(
            Verdicts(await Run("bundle", "check", plain, "cluster", "-o", "json"), null),
            Verdicts(await Run("bundle", "check", redacted, "cluster", "-o", "json"), null));
    }

    [Fact]
    public async Task A_captured_folder_is_checked_with_the_options_of_check()
    {
        CommandLineRun run = await Run("bundle", "check", Path.Combine(Faults, "forward-drop"), "node/node2", "-o", "json");

        Assert.NotEqual(2, run.ExitCode);
        Assert.NotEmpty(Verdicts(run, null));
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_explorer_gets_the_bundle_without_credentials_and_its_own_time()
    {
        CommandLineRun run = await CommandLineRun.With(
            host => host with
            {
                Explore = async (options, _) =>
                {
                    var settings = await options.Demo!;
                    Assert.Equal("127.0.0.1", settings.Server.Host);
                    Assert.True(options.Time.GetUtcNow() < DateTimeOffset.UtcNow);
                    return 0;
                },
            },
            "bundle", "open", Path.Combine(Faults, "hairpin-off"));

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task What_can_not_be_done_is_told_in_a_sentence()
    {
        string broken = Path.Combine(_folder, "broken.tgz");
        await File.WriteAllBytesAsync(broken, [0x1f, 0x8b, 8, 0, 1, 2, 3], TestContext.Current.CancellationToken);

        (await Run("bundle", "take", "-o", "x.tgz", "--kubeconfig", shop.KubeConfig)).ShouldSayWhy("of what");
        (await Run("bundle", "take", "-A", "--kubeconfig", shop.KubeConfig)).ShouldSayWhy("-o FILE");
        (await Run("bundle", "take", "-A", "-o", "/nonexistent/x.tgz", "--kubeconfig", shop.KubeConfig)).ShouldSayWhy("/nonexistent/x.tgz");
        (await Run("bundle", "take", "-A", "-o", "x.tgz", "--max-size", "huge", "--kubeconfig", shop.KubeConfig)).ShouldSayWhy("--max-size");
        (await Run("bundle", "check", broken)).ShouldSayWhy("broken.tgz");
        (await Run("bundle", "check", Path.Combine(_folder, "none.tgz"))).ShouldSayWhy("no such file");
        (await Run("bundle", "open", _folder)).ShouldSayWhy("no bundle");
    }

    private static Task<CommandLineRun> Run(params string[] args) => CommandLineRun.Of(args);

    /// <summary>Check and verdict of each finding, without names.</summary>
    private static List<string> Verdicts(CommandLineRun run, string? only)
    {
        using JsonDocument report = JsonDocument.Parse(run.Out);
        return [.. report.RootElement.GetProperty("findings").EnumerateArray()
            .Select(f => $"{f.GetProperty("check").GetString()} {f.GetProperty("verdict").GetString()}")
            .Where(v => only is null || v.EndsWith(" " + only, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KubeNetTui.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the repository's root is not above the tests");
    }
}
