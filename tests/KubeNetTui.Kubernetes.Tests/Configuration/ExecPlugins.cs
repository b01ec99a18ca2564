using System.Text.Json;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class ExecPlugins : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exec-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_token_is_used_until_the_server_refuses_it_and_renewed_once()
    {
        var plugin = Script($$$"""
            n=$(cat {{{_folder}}}/count 2>/dev/null || echo 0); n=$((n+1)); echo $n > {{{_folder}}}/count
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"token-'$n'"}}'
            """);
        var accepted = "token-1";
        await using var server = await FakeApiServer.StartAsync(context => context.Request.Headers.Authorization == "Bearer " + accepted
            ? context.Json("{}") : context.Status(401, "Unauthorized", "Unauthorized"));
        await using var client = Client(server, plugin);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetAsync("/", Cancellation)));
        Assert.Equal(1, Runs());

        accepted = "token-2";
        await client.GetAsync("/", Cancellation);
        Assert.Equal(2, Runs());

        // A plugin whose every token is refused is run once more for a request, not for ever.
        accepted = "none";
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/", Cancellation));
        Assert.Equal(RequestStep.Login, wrong.Failure.Step);
        Assert.Equal(3, Runs());
    }

    [Fact]
    public async Task A_credential_is_renewed_when_it_expires()
    {
        var plugin = Script($$$"""
            echo x >> {{{_folder}}}/runs
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"2020-01-01T00:00:00Z"}}'
            """);
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        await using var client = Client(server, plugin);
        await client.GetAsync("/", Cancellation);
        await client.GetAsync("/", Cancellation);
        Assert.Equal(2, File.ReadAllLines(Path.Combine(_folder, "runs")).Length);
    }

    [Fact]
    public async Task A_plugin_may_give_a_client_certificate_instead_of_a_token()
    {
        var authority = new TestAuthority();
        var (certificate, key, _) = authority.Client("from-plugin");
        var answer = Path.Combine(_folder, "answer.json");
        File.WriteAllText(answer, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["apiVersion"] = "client.authentication.k8s.io/v1",
            ["kind"] = "ExecCredential",
            ["status"] = new Dictionary<string, string> { ["clientCertificateData"] = certificate, ["clientKeyData"] = key },
        }));
        string? subject = null;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            subject = (await context.Connection.GetClientCertificateAsync())?.Subject;
            await context.Json("{}");
        }, authority);
        await using var client = Client(server, Script($"cat {answer}"));
        await client.GetAsync("/", Cancellation);
        Assert.Equal("CN=from-plugin", subject);
    }

    [Fact]
    public async Task A_plugin_gets_its_arguments_environment_and_the_exec_info()
    {
        var plugin = Script($$$"""
            echo "$1 $A $KUBERNETES_EXEC_INFO" > {{{_folder}}}/seen
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}'
            """, args: ["get-token"], environment: [new("A", "b c")]);
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        await using var client = Client(server, plugin);
        await client.GetAsync("/", Cancellation);
        Assert.Equal(
            """get-token b c {"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}""",
            File.ReadAllText(Path.Combine(_folder, "seen")).Trim());
    }

    [Theory]
    [InlineData("echo 'please log \u001b[1min' >&2; exit 7", "ended with exit code 7: please log [1min")]
    [InlineData("echo this is not json", "no ExecCredential (JSON)")]
    [InlineData("true", "printed nothing")]
    [InlineData("echo '{}'", "without a status")]
    [InlineData("echo '{\"kind\":\"Pod\"}'", "printed a Pod")]
    [InlineData("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"t\"}}'", "speaks client.authentication.k8s.io/v1beta1")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"status\":{}}'", "neither a token nor a client certificate")]
    [InlineData("printf '%s' '{\"kind\":\"ExecCredential\",\"status\":{\"token\":\"a\\nb\"}}'", "a token of several lines")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"status\":{\"clientCertificateData\":\"x\"}}'", "without its key")]
    [InlineData("head -c 3000000 /dev/zero | tr '\\0' x", "no ExecCredential (JSON)")]
    public async Task A_plugin_that_fails_or_prints_rubbish_is_told_with_what_it_said(string script, string words)
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        await using var client = Client(server, Script(script));
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/", Cancellation));
        Assert.Equal(RequestStep.Credentials, wrong.Failure.Step);
        Assert.Contains(words, wrong.Failure.Message, StringComparison.Ordinal);
        Assert.NotEqual("", wrong.Failure.Advice);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_stopped_with_its_children_and_its_message_is_seen_meanwhile()
    {
        var messages = new List<string>();
        var plugin = Script("echo 'To sign in, enter the code ABCD' >&2; sleep 300 & sleep 300", limit: TimeSpan.FromSeconds(2), onMessage: messages.Add);
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        await using var client = Client(server, plugin);
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/", Cancellation));
        Assert.Contains("did not end in 2 s and was stopped: To sign in, enter the code ABCD", wrong.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(["To sign in, enter the code ABCD"], messages);
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_shows_its_install_hint()
    {
        var plugin = new ExecPlugin { ApiVersion = "client.authentication.k8s.io/v1", Command = "no-such-plugin-anywhere", InstallHint = "Install it from there." };
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        await using var client = Client(server, plugin);
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/", Cancellation));
        Assert.Contains("no such program on PATH", wrong.Failure.Message, StringComparison.Ordinal);
        Assert.Equal("Install it from there.", wrong.Failure.Advice);
    }

    [Fact]
    public async Task A_plugin_that_must_have_a_terminal_is_not_run_without_one()
    {
        var plugin = Script($"touch {_folder}/ran", interaction: ExecInteraction.Always);
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        await using var client = Client(server, plugin);
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/", Cancellation));
        Assert.Contains("wants a terminal", wrong.Failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "ran")));
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_the_server_refuses_its_token()
    {
        var file = Path.Combine(_folder, "token");
        File.WriteAllText(file, "old\n");
        var accepted = "old";
        await using var server = await FakeApiServer.StartAsync(context => context.Request.Headers.Authorization == "Bearer " + accepted
            ? context.Json("{}") : context.Status(401, "Unauthorized", "Unauthorized"));
        await using var client = new ApiClient(server.Settings with { Credentials = new CredentialSettings { TokenFile = file } }, _ => null);
        await client.GetAsync("/", Cancellation);
        File.WriteAllText(file, "new");
        accepted = "new";
        await client.GetAsync("/", Cancellation);
        // What was read last goes on when the file is gone.
        File.Delete(file);
        await client.GetAsync("/", Cancellation);
    }

    [Fact]
    public async Task A_token_file_is_read_again_after_a_minute()
    {
        var file = Path.Combine(_folder, "token");
        File.WriteAllText(file, "one");
        var time = new SetTime();
        using var identity = new ClientIdentity(new CredentialSettings { TokenFile = file, Token = "fallback" }, time);
        Assert.Equal("Bearer one", await identity.HeaderAsync(false, null, Cancellation));
        File.WriteAllText(file, "two");
        time.Now += TimeSpan.FromSeconds(59);
        Assert.Equal("Bearer one", await identity.HeaderAsync(false, null, Cancellation));
        time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal("Bearer two", await identity.HeaderAsync(false, null, Cancellation));
    }

    [Theory]
    [InlineData("g1", "x")]
    [InlineData("g1 system:masters,too g3", "x y")]
    [InlineData("", "x y")]
    public async Task Basic_credentials_and_impersonation_go_out_as_headers_with_a_line_for_each_value(string groups, string extras)
    {
        string? seen = null;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            var headers = context.Request.Headers;
            string All(string name) => string.Join(' ', headers[name].ToArray());
            using var body = new StreamReader(context.Request.Body);
            seen = $"{headers.Authorization}; {headers["Impersonate-User"]}; {headers["Impersonate-Uid"]}; {All("Impersonate-Group")}; {All("Impersonate-Extra-a%2Fb")}; {await body.ReadToEndAsync()}";
            await context.Json("{}");
        });
        await using var client = new ApiClient(server.Settings with
        {
            Credentials = new CredentialSettings { Username = "u", Password = "p:w" },
            Impersonate = new Impersonation("eve") { Uid = "7", Groups = groups.Split(' ', StringSplitOptions.RemoveEmptyEntries), Extra = [new("a/b", extras.Split(' '))] },
        }, _ => null);
        await client.SendAsync(HttpMethod.Post, "/x", "body~"u8.ToArray(), "application/json", Cancellation);
        Assert.Equal($"Basic {Convert.ToBase64String("u:p:w"u8)}; eve; 7; {groups}; {extras}; body~", seen);
    }

    [Fact]
    public async Task A_header_mark_is_found_wherever_a_write_ends()
    {
        var lines = new HeaderLines();
        var text = System.Text.Encoding.ASCII.GetBytes($"A: 1\r\nImpersonate-Group: {lines.Join("Impersonate-Group", ["a", "~b", "c~"])}\r\n\r\n~");
        for (var step = 1; step <= text.Length; step++)
        {
            using var wire = new MemoryStream();
            await using var stream = lines.Over(wire);
            foreach (var piece in text.Chunk(step))
            {
                await stream.WriteAsync(piece, Cancellation);
            }
            await stream.FlushAsync(Cancellation);
            Assert.Equal("A: 1\r\nImpersonate-Group: a\r\nImpersonate-Group: ~b\r\nImpersonate-Group: c~\r\n\r\n~", System.Text.Encoding.ASCII.GetString(wire.ToArray()));
        }
    }

    private int Runs() => int.Parse(File.ReadAllText(Path.Combine(_folder, "count")));

    private static ApiClient Client(FakeApiServer server, ExecPlugin plugin) =>
        new(server.Settings with { Credentials = new CredentialSettings { Exec = plugin } }, _ => null);

    private ExecPlugin Script(
        string script, IReadOnlyList<string>? args = null, IReadOnlyList<KeyValuePair<string, string>>? environment = null,
        TimeSpan? limit = null, Action<string>? onMessage = null, ExecInteraction interaction = ExecInteraction.IfAvailable)
    {
        var path = Path.Combine(_folder, "plugin.sh");
        File.WriteAllText(path, script + "\n");
        return new ExecPlugin
        {
            ApiVersion = "client.authentication.k8s.io/v1",
            Command = "/bin/sh",
            Args = [path, .. args ?? []],
            Environment = environment ?? [],
            TimeLimit = limit,
            OnMessage = onMessage,
            Interaction = interaction,
        };
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
