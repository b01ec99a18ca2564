namespace KubeNetTui.Evidence.Tests;

/// <summary>Outputs of commands in the captures, and random bytes in their place.</summary>
internal static class NetworkCaptures
{
    public const string Healthy = "k8s-1.33-iptables";

    private static readonly string[] Junk = ["", " ", "\0", "\ud83d", "-1", "99999999999999999999", "=", ":", "/", "[", "]", "{", "}", "\"", "src=", "via", "\n", "\r\n", "0x", "é", "%"];

    public static string Node(string section, string node = "node1", string capture = Healthy) =>
        File.ReadAllText(Path.Combine(CaptureFiles.Captures, capture, "nodes", node, section));

    public static string Pod(string pod, string section, string ns = "demo") =>
        File.ReadAllText(Path.Combine(CaptureFiles.Captures, Healthy, "pods", ns, pod, section));

    /// <summary>Every stored output of one section, of nodes and pods.</summary>
    public static IEnumerable<string> All(string section) =>
        Directory.EnumerateFiles(CaptureFiles.Captures, section, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText);

    /// <summary>A text with pieces cut out, doubled, and replaced by rubbish.</summary>
    public static string Mutate(string text, int seed)
    {
        Random random = new(seed);
        text = text.Length > 6000 ? text.Substring(random.Next(text.Length - 6000), 6000) : text;
        for (var i = 0; i < 12 && text.Length > 0; i++)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(12), text.Length - at);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Junk[random.Next(Junk.Length)]),
                _ => text.Insert(random.Next(text.Length), text.Substring(at, length)),
            };
        }

        return text;
    }
}
