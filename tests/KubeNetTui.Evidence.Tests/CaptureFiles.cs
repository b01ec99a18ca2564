using System.Text;
using System.Text.Json;

namespace KubeNetTui.Evidence.Tests;

/// <summary>The recorded answers of a real server, Kubernetes 1.33.</summary>
internal static class CaptureFiles
{
    public static string Captures => Path.Combine(Root(), "tests", "captures");

    public static string Api(string file) => Path.Combine(Root(), "tests", "captures", "k8s-1.33-iptables", "api", file);

    public static ObjectList List(ListNeed need)
    {
        IListBuilder builder = ListBuilders.For(need, keepRaw: true);
        string file = Api($"{(need.Group.Length > 0 ? need.Group + "." : "")}{need.Version}.{need.Resource}.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (JsonElement item in document.RootElement.GetProperty("items").EnumerateArray())
        {
            builder.Add(Encoding.UTF8.GetBytes(item.GetRawText()));
        }

        ObjectList list = builder.Build();
        Assert.Empty(list.NotUnderstood);
        return list;
    }

    public static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KubeNetTui.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("KubeNetTui.sln is in no folder above the tests");
    }
}
