namespace KubeNetTui.Kubernetes;

/// <summary>Reads an entry of kubeconfig's <c>users</c>.</summary>
internal static class UserSection
{
    public static UserEntry Read(string name, ConfigMap map)
    {
        var exec = map.Map("exec", $"exec of {map.What}");
        var entry = new UserEntry(map.Place, name)
        {
            CertificateData = map.Base64("client-certificate-data"),
            Certificate = map.FilePath("client-certificate"),
            KeyData = map.Base64("client-key-data"),
            Key = map.FilePath("client-key"),
            Token = map.Text("token")?.Trim() is { Length: > 0 } token ? token : null,
            TokenFile = map.FilePath("tokenFile"),
            Username = map.Text("username") is { Length: > 0 } username ? username : null,
            Password = map.Text("password") is { Length: > 0 } password ? password : null,
            Impersonate = ReadImpersonation(map),
            AuthProvider = map.Map("auth-provider", $"auth-provider of {map.What}") is { } provider ? provider.Text("name") ?? "?" : null,
            Exec = exec is null ? null : ReadExec(exec),
            ExecWantsCluster = exec?.Flag("provideClusterInfo") ?? false,
        };
        exec?.WarnOfUnknown();
        map.Ignore("extensions");
        map.WarnOfUnknown();
        return entry;
    }

    private static Impersonation? ReadImpersonation(ConfigMap map)
    {
        var user = map.Text("as");
        var uid = map.Text("as-uid");
        var groups = map.Texts("as-groups");
        var extra = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        if (map.Map("as-user-extra", $"as-user-extra of {map.What}") is { } extras)
        {
            foreach (var key in extras.Members.Select(m => m.Key).Distinct().ToList())
            {
                extra.Add(new(key, extras.Texts(key)));
            }
        }
        if (user is { Length: > 0 })
        {
            return new Impersonation(user) { Uid = uid is { Length: > 0 } ? uid : null, Groups = groups, Extra = extra };
        }
        return groups.Count == 0 && extra.Count == 0 && uid is null or ""
            ? null
            : throw map.Wrong("impersonates groups, a uid or extras without a user. Add as: NAME, or remove the as-… fields");
    }

    private static ExecPlugin ReadExec(ConfigMap map)
    {
        var version = map.Text("apiVersion") ?? "";
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw map.Wrong(
                $"has the apiVersion \"{Printable.Clean(version, 80)}\"; client.authentication.k8s.io/v1 and v1beta1 are understood. "
                + "Update the plugin and fetch the kubeconfig again (for AKS: kubelogin convert-kubeconfig)");
        }
        if (map.Text("command") is not { Length: > 0 } command)
        {
            throw map.Wrong("names no command. Fetch the kubeconfig again");
        }
        var environment = new List<KeyValuePair<string, string>>();
        foreach (var item in map.Get("env")?.Items ?? [])
        {
            var name = item.Members?.FirstOrDefault(m => m.Key == "name").Value?.Text;
            if (name is not { Length: > 0 } || name.Contains('=', StringComparison.Ordinal))
            {
                map.Warn(item, $"an entry of env of {map.What} has no usable name and is left out");
                continue;
            }
            environment.Add(new(name, item.Members!.FirstOrDefault(m => m.Key == "value").Value?.Text ?? ""));
        }
        return new ExecPlugin
        {
            ApiVersion = version,
            // As kubectl does: a command with a slash in it is relative to the kubeconfig, a bare one is looked up on PATH.
            Command = command.Contains('/', StringComparison.Ordinal) ? map.Place.Resolve(command) : command,
            Args = map.Texts("args"),
            Environment = environment,
            InstallHint = map.Text("installHint")?.Trim() ?? "",
            Interaction = map.Text("interactiveMode") switch
            {
                null or "" or "IfAvailable" => ExecInteraction.IfAvailable,
                "Never" => ExecInteraction.Never,
                "Always" => ExecInteraction.Always,
                var other => throw map.Wrong($"has the interactiveMode \"{Printable.Clean(other, 60)}\"; it is Never, IfAvailable or Always"),
            },
        };
    }
}
