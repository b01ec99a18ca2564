using System.Text;
using YamlDotNet.Core;

namespace KubeNetTui.Kubernetes;

/// <summary>One kubeconfig file, read and sorted into entries. JSON files are YAML too.</summary>
internal sealed class ConfigFile
{
    // Real ones are a few hundred KiB at the very most; a log file named by mistake should not be parsed for minutes.
    private const long MaxBytes = 16 * 1024 * 1024;

    public List<ContextEntry> Contexts { get; } = [];
    public List<ClusterEntry> Clusters { get; } = [];
    public List<UserEntry> Users { get; } = [];
    public string? CurrentContext { get; private set; }

    public static ConfigFile Read(string path, List<string> warnings)
    {
        string text;
        try
        {
            if (Directory.Exists(path))
            {
                throw new KubeConfigException($"{path} is a folder, not a kubeconfig. Name the file in it.");
            }
            var length = new FileInfo(path).Length;
            if (length > MaxBytes)
            {
                throw new KubeConfigException($"{path} has {length >> 20} MiB: that is no kubeconfig. Check --kubeconfig and KUBECONFIG.");
            }
            text = File.ReadAllText(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var advice = wrong is FileNotFoundException or DirectoryNotFoundException
                ? "Check --kubeconfig and KUBECONFIG, or fetch one (for AKS: az aks get-credentials)."
                : "Check who may read it (ls -l), or name another with --kubeconfig.";
            throw new KubeConfigException($"Can't read the kubeconfig {path}: {ReasonOf(wrong)}. {advice}", wrong);
        }
        return Parse(path, text, warnings);
    }

    internal static ConfigFile Parse(string path, string text, List<string> warnings)
    {
        YamlValue? root;
        try
        {
            root = YamlTree.Parse(text);
        }
        catch (YamlException wrong)
        {
            throw new KubeConfigException(
                $"{new Place(path, wrong.Start.Line)}: not YAML: {Printable.Clean(wrong.Message, 300).TrimEnd('.')}. Correct that line, or fetch the file again.", wrong);
        }
        var file = new ConfigFile();
        if (root is null or { IsNull: true })
        {
            warnings.Add($"{path} is empty");
            return file;
        }
        if (root.Members is null)
        {
            throw new KubeConfigException(
                $"{new Place(path, root.Line)}: holds {root.Kind}, not a kubeconfig (a map with clusters, users and contexts). Check --kubeconfig and KUBECONFIG.");
        }
        file.Fill(new ConfigMap(root, new ConfigReading(path, warnings), "the kubeconfig"));
        return file;
    }

    private void Fill(ConfigMap root)
    {
        if (root.Text("kind") is { } kind && kind != "Config")
        {
            throw root.Wrong($"is of kind {Printable.Clean(kind, 60)}, not Config. Check --kubeconfig and KUBECONFIG");
        }
        root.Text("apiVersion");
        root.Ignore("preferences", "extensions");
        CurrentContext = root.Text("current-context") is { Length: > 0 } current ? current : null;
        foreach (var (name, map) in root.Named("clusters", "cluster"))
        {
            Clusters.Add(ReadCluster(name, map));
        }
        foreach (var (name, map) in root.Named("users", "user"))
        {
            Users.Add(UserSection.Read(name, map));
        }
        foreach (var (name, map) in root.Named("contexts", "context"))
        {
            Contexts.Add(new ContextEntry(
                map.Place, name, map.Text("cluster") ?? "", map.Text("user") ?? "", map.Text("namespace") is { Length: > 0 } ns ? ns : null));
            map.Ignore("extensions");
            map.WarnOfUnknown();
        }
        root.WarnOfUnknown();
    }

    private static ClusterEntry ReadCluster(string name, ConfigMap map)
    {
        var entry = new ClusterEntry(map.Place, name)
        {
            Server = map.Text("server"),
            AuthorityData = map.Base64("certificate-authority-data"),
            Authority = map.FilePath("certificate-authority"),
            SkipVerify = map.Flag("insecure-skip-tls-verify"),
            TlsServerName = map.Text("tls-server-name") is { Length: > 0 } sni ? sni : null,
            ProxyUrl = map.Text("proxy-url") is { Length: > 0 } proxy ? proxy : null,
            DisableCompression = map.Flag("disable-compression"),
            ExecExtension = ReadExecExtension(map),
        };
        map.WarnOfUnknown();
        return entry;
    }

    private static string? ReadExecExtension(ConfigMap map)
    {
        foreach (var (name, extension) in map.Named("extensions", "extension"))
        {
            if (name == "client.authentication.k8s.io/exec")
            {
                return extension.ToJson();
            }
        }
        return null;
    }

    internal static string ReasonOf(Exception wrong) => wrong switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "permission denied",
        _ => Printable.Clean(wrong.Message, 200).TrimEnd('.'),
    };
}

/// <summary>What one file's reading carries along.</summary>
internal sealed record ConfigReading(string Path, List<string> Warnings);

/// <summary>Base64 as people wrap it: white space anywhere.</summary>
internal static class Base64Text
{
    public static byte[]? TryDecode(string text)
    {
        var compact = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                compact.Append(c);
            }
        }
        try
        {
            return Convert.FromBase64String(compact.ToString());
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
