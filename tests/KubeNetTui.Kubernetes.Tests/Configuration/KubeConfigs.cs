using System.Text;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class KubeConfigs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_field_of_a_cluster_and_a_user_is_taken_over()
    {
        var authority = new TestAuthority();
        var (certificate, key, _) = authority.Client("alice");
        Write("ca.crt", Encoding.ASCII.GetString(authority.Pem));
        Write("sub/alice.crt", certificate);
        Write("sub/alice.key", key);
        var path = Write("config", """
            apiVersion: v1
            kind: Config
            preferences: {}
            current-context: prod
            contexts:
            - name: prod
              context: {cluster: c, user: alice, namespace: shop, extensions: [{name: x, extension: {}}]}
            clusters:
            - name: c
              cluster:
                server: https://api.example:6443/k8s/clusters/c-1
                certificate-authority: ca.crt
                tls-server-name: kubernetes
                proxy-url: socks5://proxy:1080
                disable-compression: true
            users:
            - name: alice
              user:
                client-certificate: sub/alice.crt
                client-key: sub/alice.key
                token: abc
                tokenFile: token.txt
                as: admin
                as-uid: "7"
                as-groups: [a, b]
                as-user-extra: {scopes: [view, edit]}
            """);
        var config = Load(path);
        Assert.Empty(config.Warnings);
        var context = Assert.Single(config.Contexts);
        Assert.Equal(new KubeContext("prod", "c", "alice", "shop", "https://api.example:6443/k8s/clusters/c-1", true, null), context);

        var settings = config.Resolve(new ConnectionOverrides());
        Assert.Equal(("prod", "c", "alice", "shop"), (settings.ContextName, settings.ClusterName, settings.UserName, settings.DefaultNamespace));
        Assert.Equal("https://api.example:6443/k8s/clusters/c-1", settings.Server.ToString());
        Assert.Equal(Path.Combine(_folder, "ca.crt"), settings.Tls.Authority!.File);
        Assert.Equal("kubernetes", settings.Tls.ServerName);
        Assert.False(settings.Tls.SkipVerify);
        Assert.Equal(new Uri("socks5://proxy:1080"), settings.Proxy);
        Assert.True(settings.DisableCompression);
        Assert.Equal(Path.Combine(_folder, "sub/alice.key"), settings.Credentials.ClientKey!.File);
        Assert.Equal("abc", settings.Credentials.Token);
        Assert.Equal(Path.Combine(_folder, "token.txt"), settings.Credentials.TokenFile);
        Assert.Equal(("admin", "7"), (settings.Impersonate!.User, settings.Impersonate.Uid));
        Assert.Equal(["a", "b"], settings.Impersonate.Groups);
        Assert.Equal(["view", "edit"], Assert.Single(settings.Impersonate.Extra).Value);
    }

    [Fact]
    public void The_command_line_wins_over_the_kubeconfig()
    {
        var path = Write("config", Simple("one", "https://one:1") + "\n    as: admin\n");
        var settings = Load(path).Resolve(new ConnectionOverrides
        {
            Namespace = "other", ImpersonateUser = "eve", ImpersonateGroups = ["g"], RequestTimeout = TimeSpan.FromSeconds(3),
        });
        Assert.Equal("other", settings.DefaultNamespace);
        Assert.Equal("eve", settings.Impersonate!.User);
        Assert.Equal(["g"], settings.Impersonate.Groups);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.RequestTimeout);
    }

    [Fact]
    public void In_a_list_of_files_the_first_to_name_a_thing_wins_whole_and_missing_files_are_left_out()
    {
        var first = Write("a/one", """
            clusters:
            - {name: shared, cluster: {server: "https://first:1", certificate-authority-data: ""}}
            users:
            - {name: red, user: {token: first}}
            contexts:
            - {name: one, context: {cluster: shared, user: red}}
            """);
        var second = Write("b/two", """
            current-context: two
            clusters:
            - {name: shared, cluster: {server: "https://second:2", insecure-skip-tls-verify: true}}
            - {name: more, cluster: {server: "https://more:3"}}
            users:
            - {name: red, user: {tokenFile: never}}
            - {name: blue, user: {tokenFile: blue.token}}
            contexts:
            - {name: two, context: {cluster: more, user: blue}}
            - {name: one, context: {cluster: more, user: blue}}
            """);
        _environment["KUBECONFIG"] = string.Join(Path.PathSeparator, "", first, Path.Combine(_folder, "nowhere"), second);
        var config = KubeConfig.Load(new ConnectionOverrides(), Surroundings());

        Assert.Equal("two", config.CurrentContext);
        Assert.Equal(["one", "two"], config.Contexts.Select(c => c.Name));
        Assert.Contains(config.Warnings, w => w.Contains("nowhere", StringComparison.Ordinal));
        var one = config.Resolve(new ConnectionOverrides(), "one");
        Assert.Equal("https://first:1/", one.Server.ToString());
        Assert.False(one.Tls.SkipVerify);
        Assert.Equal("first", one.Credentials.Token);
        Assert.Null(one.Credentials.TokenFile);
        // Relative paths belong to the file that names them.
        Assert.Equal(Path.Combine(_folder, "b/blue.token"), config.Resolve(new ConnectionOverrides()).Credentials.TokenFile);
    }

    [Fact]
    public void The_file_named_on_the_command_line_counts_alone_and_home_is_the_last()
    {
        Write(".kube/config", Simple("home", "https://home:1"));
        var other = Write("other", Simple("other", "https://other:1"));
        Assert.Equal("home", KubeConfig.Load(new ConnectionOverrides(), Surroundings()).CurrentContext);
        _environment["KUBECONFIG"] = other;
        Assert.Equal("other", KubeConfig.Load(new ConnectionOverrides(), Surroundings()).CurrentContext);
        Assert.Equal("home", Load(Path.Combine(_folder, ".kube/config")).CurrentContext);
    }

    [Fact]
    public void A_json_kubeconfig_is_read_like_yaml()
    {
        var path = Write("config", """{"current-context":"j","contexts":[{"name":"j","context":{"cluster":"c","user":""}}],"clusters":[{"name":"c","cluster":{"server":"http://127.0.0.1:8001"}}],"users":null}""");
        Assert.Equal("http://127.0.0.1:8001/", Load(path).Resolve(new ConnectionOverrides()).Server.ToString());
    }

    [Fact]
    public void A_pod_without_a_kubeconfig_uses_its_service_account()
    {
        var account = Path.Combine(_folder, "account");
        Write("account/token", "tok");
        Write("account/namespace", "shop\n");
        Write("account/ca.crt", Encoding.ASCII.GetString(new TestAuthority().Pem));
        _environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";
        _environment["KUBERNETES_SERVICE_PORT"] = "443";
        var settings = KubeConfig.Load(new ConnectionOverrides(), Surroundings()).Resolve(new ConnectionOverrides());
        Assert.Equal("https://[fd00::1]/", settings.Server.ToString());
        Assert.Equal("shop", settings.DefaultNamespace);
        Assert.Equal(Path.Combine(account, "token"), settings.Credentials.TokenFile);
        Assert.Equal(Path.Combine(account, "ca.crt"), settings.Tls.Authority!.File);
    }

    [Fact]
    public void Without_any_configuration_the_message_says_where_was_looked_and_how_to_get_one()
    {
        var wrong = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(new ConnectionOverrides(), Surroundings()).Resolve(new ConnectionOverrides()));
        Assert.Contains(Path.Combine(_folder, ".kube", "config"), wrong.Message, StringComparison.Ordinal);
        Assert.Contains("--kubeconfig", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_that_is_not_there_lists_those_that_are()
    {
        var path = Write("config", Simple("one", "https://one:1"));
        var wrong = Assert.Throws<KubeConfigException>(() => Load(path).Resolve(new ConnectionOverrides { Context = "tow" }));
        Assert.Contains("no context \"tow\"", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("Contexts there are: one.", wrong.Message, StringComparison.Ordinal);
        var current = Write("second", Simple("one", "https://one:1").Replace("current-context: one", "current-context: gone", StringComparison.Ordinal));
        Assert.Contains("current-context is \"gone\"", Assert.Throws<KubeConfigException>(() => Load(current).Resolve(new ConnectionOverrides())).Message, StringComparison.Ordinal);
        Assert.Equal("gone", Load(current).CurrentContext);
    }

    [Fact]
    public void A_context_whose_cluster_or_user_is_missing_is_listed_with_the_problem()
    {
        var path = Write("config", """
            contexts:
            - {name: a, context: {cluster: nowhere, user: u}}
            - {name: b, context: {cluster: c, user: nobody}}
            - {name: d, context: {cluster: e, user: ""}}
            clusters:
            - {name: c, cluster: {server: "https://c:1"}}
            - {name: e, cluster: {}}
            """);
        var config = Load(path);
        Assert.Equal(["cluster \"nowhere\" is not there", "user \"nobody\" is not there", "cluster \"e\" has no server"], config.Contexts.Select(c => c.Problem));
        Assert.Contains(":2: context \"a\": cluster \"nowhere\" is not there", Assert.Throws<KubeConfigException>(() => config.Resolve(new ConnectionOverrides(), "a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicates_and_unknown_fields_are_warned_of_with_their_line()
    {
        var path = Write("config", """
            current-context: one
            colour: green
            contexts:
            - name: one
              context: {cluster: c, user: u}
            - name: one
              context: {cluster: d, user: u}
            clusters:
            - name: c
              cluster:
                server: https://c:1
                server: https://c:2
            users:
            - name: u
              user: {}
            """);
        var config = Load(path);
        Assert.Equal("https://c:1/", config.Resolve(new ConnectionOverrides()).Server.ToString());
        Assert.Contains(config.Warnings, w => w.Contains($"{path}:2: the kubeconfig has an unknown field colour", StringComparison.Ordinal));
        Assert.Contains(config.Warnings, w => w.StartsWith($"{path}:6: context \"one\" is there twice", StringComparison.Ordinal));
        Assert.Contains(config.Warnings, w => w.StartsWith($"{path}:12: server of cluster \"c\" is given twice", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("clusters: [\n", ":")]
    [InlineData("a: b: c\n", "config:1")]
    [InlineData("just some text\n", "config:1")]
    [InlineData("- a\n- b\n", "config:1")]
    [InlineData("clusters: text\n", "config:1: clusters must be a list, and is a text")]
    [InlineData("\nclusters:\n- 7\n", "config:3: an entry of clusters must be a map")]
    [InlineData("clusters:\n- name: c\n  cluster:\n    server: [1]\n", "config:4: server of cluster \"c\" must be a text, and is a list")]
    [InlineData("clusters:\n- name: c\n  cluster:\n    insecure-skip-tls-verify: maybe\n", "config:4")]
    [InlineData("clusters:\n- name: c\n  cluster:\n    certificate-authority-data: LS0tLS1C%%%\n", "config:4: certificate-authority-data of cluster \"c\" is not base64")]
    [InlineData("users:\n- name: u\n  user:\n    exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}\n", "v1alpha1")]
    [InlineData("users:\n- name: u\n  user:\n    exec: {apiVersion: client.authentication.k8s.io/v1}\n", "names no command")]
    [InlineData("users:\n- name: u\n  user: {as-groups: [x]}\n", "without a user")]
    [InlineData("kind: Pod\n", "is of kind Pod")]
    [InlineData("a: *nowhere\n", "config:1")]
    public void A_broken_kubeconfig_is_told_with_file_and_line(string text, string words)
    {
        var path = Write("config", text);
        var wrong = Assert.Throws<KubeConfigException>(() => Load(path));
        Assert.StartsWith(path, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(words, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{server: 'https://c:1', insecure-skip-tls-verify: true, certificate-authority-data: LS0tLS0=}", "{}", "contradict each other")]
    [InlineData("{server: 'ftp://c'}", "{}", "is no address")]
    [InlineData("{server: 'https://c:1', proxy-url: 'gopher://p'}", "{}", "proxy-url")]
    [InlineData("{server: 'https://c:1', certificate-authority: missing.crt}", "{}", "there is no such file")]
    [InlineData("{server: 'https://c:1', certificate-authority-data: aGVsbG8=}", "{}", "no certificate in it")]
    [InlineData("{server: 'https://c:1'}", "{client-certificate: a.crt}", "without a client-key")]
    [InlineData("{server: 'https://c:1'}", "{client-key: a.key}", "without a client-certificate")]
    [InlineData("{server: 'https://c:1'}", "{client-certificate-data: aGVsbG8=, client-key-data: aGVsbG8=}", "can't be used")]
    [InlineData("{server: 'https://c:1'}", "{username: a, password: b, token: c}", "username and a token")]
    [InlineData("{server: 'https://c:1'}", "{auth-provider: {name: azure}}", "kubelogin convert-kubeconfig")]
    [InlineData("{server: 'https://c:1'}", "{auth-provider: {name: gcp}}", "gke-gcloud-auth-plugin")]
    public void A_contradiction_is_told_when_the_context_is_chosen(string cluster, string user, string words)
    {
        var path = Write("config", $"""
            current-context: x
            contexts:
            - name: x
              context: (cluster: c, user: u)
            clusters:
            - name: c
              cluster: {cluster}
            users:
            - name: u
              user: {user}
            """.Replace('(', '{').Replace("u)", "u}", StringComparison.Ordinal));
        var config = Load(path);
        var wrong = Assert.Throws<KubeConfigException>(() => config.Resolve(new ConnectionOverrides()));
        Assert.Contains(words, wrong.Message, StringComparison.Ordinal);
        Assert.Contains($"{path}:", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_a_folder_and_a_key_of_another_certificate_are_told()
    {
        Assert.Contains("no such file", Assert.Throws<KubeConfigException>(() => Load(Path.Combine(_folder, "gone"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<KubeConfigException>(() => Load(_folder)).Message, StringComparison.Ordinal);
        var authority = new TestAuthority();
        var certificate = new PemSource(Encoding.ASCII.GetBytes(authority.Client("a").Certificate), null, "user a");
        var key = new PemSource(Encoding.ASCII.GetBytes(authority.Client("b").Key), null, "user a");
        Assert.Contains("can't be used", Assert.Throws<KubeConfigException>(() => Certificates.ReadClient(certificate, key)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exec_plugin_is_read_with_its_command_beside_the_file_and_told_the_cluster()
    {
        var path = Write("config", """
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters:
            - name: c
              cluster:
                server: https://c:1
                tls-server-name: k
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: a1}}]
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: ./bin/login
                  args: [get-token, --x]
                  env: [{name: A, value: b}, {value: nameless}]
                  installHint: |
                    Install it so.
                  provideClusterInfo: true
                  interactiveMode: Never
            """);
        var config = Load(path);
        var plugin = config.Resolve(new ConnectionOverrides()).Credentials.Exec!;
        Assert.Equal(Path.Combine(_folder, "bin/login"), plugin.Command);
        Assert.Equal(["get-token", "--x"], plugin.Args);
        Assert.Equal([new("A", "b")], plugin.Environment);
        Assert.Equal("Install it so.", plugin.InstallHint);
        Assert.Equal(ExecInteraction.Never, plugin.Interaction);
        Assert.Contains(config.Warnings, w => w.Contains("no usable name", StringComparison.Ordinal));
        Assert.Equal(
            """{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"cluster":{"server":"https://c:1","tls-server-name":"k","config":{"audience":"a1"}},"interactive":false}}""",
            ExecPluginRun.ExecInfo(plugin, false));
    }

    private KubeConfig Load(string path) => KubeConfig.Load(new ConnectionOverrides { KubeConfigPath = path }, Surroundings());

    private Surroundings Surroundings() => new(name => _environment.GetValueOrDefault(name), _folder, Path.Combine(_folder, "account"));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Simple(string name, string server) => $$"""
        current-context: {{name}}
        contexts:
        - name: {{name}}
          context: {cluster: c, user: u}
        clusters:
        - name: c
          cluster: {server: "{{server}}"}
        users:
        - name: u
          user:
            token: t
        """;
}
