using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>The pod that is made where nothing else leads to a node: what it is, and how it is known again.</summary>
public static class DebugPod
{
    /// <summary>Only what carries this label with the owner's value is ever deleted.</summary>
    public const string OwnerLabel = "kubenettui.io/owner";

    public const string CreatedAnnotation = "kubenettui.io/created-at";

    /// <summary>The cluster ends it after this time, whatever becomes of the program.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    /// <summary>The same, where a person sits in its shell.</summary>
    public static readonly TimeSpan LongestShell = TimeSpan.FromHours(4);

    /// <summary>A name that tells the node, at most 63 letters.</summary>
    internal static string NameFor(string node)
    {
        var plain = new string([.. node.Split('.')[0].ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')]).Trim('-');
        return $"kubenettui-debug-{plain[..Math.Min(plain.Length, 36)].Trim('-')}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}".Replace("--", "-", StringComparison.Ordinal);
    }

    internal static JsonObject Manifest(FootprintObject item, string image, TimeSpan deadline)
    {
        var seconds = (int)deadline.TotalSeconds;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = item.Name,
                ["namespace"] = item.Namespace,
                ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "kubenettui-debug", [OwnerLabel] = item.Owner },
                ["annotations"] = new JsonObject
                {
                    [CreatedAnnotation] = item.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                },
            },
            ["spec"] = new JsonObject
            {
                // Set, not asked of the scheduler: a node that is cordoned or full is often the one to be looked at.
                ["nodeName"] = item.Node,
                ["hostNetwork"] = true,
                ["hostPID"] = true,
                ["restartPolicy"] = "Never",
                ["activeDeadlineSeconds"] = seconds,
                ["terminationGracePeriodSeconds"] = 0,
                ["automountServiceAccountToken"] = false,
                ["enableServiceLinks"] = false,
                ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "shell",
                    ["image"] = image,
                    ["command"] = new JsonArray("sleep", seconds.ToString(CultureInfo.InvariantCulture)),
                    ["securityContext"] = new JsonObject { ["privileged"] = true },
                }),
            },
        };
    }

    /// <summary>As a person reads it before saying yes.</summary>
    internal static string Yaml(JsonObject manifest) =>
        YamlText.TryMake(Encoding.UTF8.GetBytes(manifest.ToJsonString()), out var yaml, out var why)
            ? string.Join('\n', yaml.Lines) + "\n"
            : why ?? "";
}
