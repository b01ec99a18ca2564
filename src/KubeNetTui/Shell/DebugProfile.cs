using System.Text.Json.Nodes;

namespace KubeNetTui.Shell;

/// <summary>What a debug container may do, as <c>kubectl debug --profile</c> has it (kubectl's pkg/cmd/debug/profiles.go).</summary>
/// <param name="What">In words, for choosing.</param>
internal sealed record DebugProfile(string Name, string What)
{
    public static IReadOnlyList<DebugProfile> All { get; } =
    [
        new("general", "usual rights, and to trace processes (SYS_PTRACE)"),
        new("netadmin", "the pod's network: tcpdump, ip (NET_ADMIN, NET_RAW)"),
        new("baseline", "no more than the baseline standard allows"),
        new("restricted", "not root, no capabilities: the restricted standard"),
        new("sysadmin", "privileged: all rights, on its node too"),
    ];

    /// <summary>Null: the container gets none.</summary>
    public JsonObject? SecurityContext() => Name switch
    {
        "general" => Capabilities("SYS_PTRACE"),
        "netadmin" => Capabilities("NET_ADMIN", "NET_RAW"),
        "restricted" => new JsonObject
        {
            ["allowPrivilegeEscalation"] = false,
            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
            ["runAsNonRoot"] = true,
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
        },
        "sysadmin" => new JsonObject { ["privileged"] = true },
        _ => null,
    };

    private static JsonObject Capabilities(params string[] added) =>
        new() { ["capabilities"] = new JsonObject { ["add"] = new JsonArray([.. added.Select(a => JsonValue.Create(a))]) } };
}
