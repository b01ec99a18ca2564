using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary><c>/version</c>, <c>/healthz</c>, <c>/livez</c>, <c>/readyz</c>.</summary>
internal sealed partial class HealthHandler(string gitVersion)
{
    private static readonly string[] Common =
    [
        "poststarthook/start-apiserver-admission-initializer", "poststarthook/generic-apiserver-start-informers",
        "poststarthook/priority-and-fairness-config-consumer", "poststarthook/priority-and-fairness-filter",
        "poststarthook/start-apiextensions-informers", "poststarthook/start-apiextensions-controllers",
        "poststarthook/crd-informer-synced", "poststarthook/start-system-namespaces-controller",
        "poststarthook/start-service-ip-repair-controllers", "poststarthook/rbac/bootstrap-roles",
        "poststarthook/scheduling/bootstrap-system-priority-classes", "poststarthook/start-kubernetes-service-cidr-controller",
        "poststarthook/apiservice-registration-controller", "poststarthook/apiservice-discovery-controller",
    ];

    private static readonly string[] Alive = ["ping", "log", "etcd", .. Common];
    private static readonly string[] Ready = ["ping", "log", "etcd", "etcd-readiness", "informer-sync", .. Common, "shutdown"];

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Trim('/').Split('/', 2);
        string[]? checks = parts[0] switch
        {
            "livez" or "healthz" => Alive,
            "readyz" => Ready,
            _ => null,
        };
        if (checks is not null && (parts.Length == 1 || checks.Contains(parts[1])))
        {
            await context.WriteTextAsync(Health(context, parts, checks)).ConfigureAwait(false);
            return true;
        }

        if (parts is ["version"])
        {
            await context.WriteJsonAsync(Version()).ConfigureAwait(false);
            return true;
        }

        return false;
    }

    private static string Health(HttpContext context, string[] parts, string[] checks)
    {
        if (parts.Length > 1 || !context.Request.Query.ContainsKey("verbose"))
        {
            return "ok";
        }

        var text = new StringBuilder();
        var excluded = context.Request.Query["exclude"];
        foreach (var check in checks)
        {
            text.Append("[+]").Append(check).Append(excluded.Contains(check) ? " excluded: ok\n" : " ok\n");
        }

        return text.Append(parts[0]).Append(" check passed\n").ToString();
    }

    private JsonObject Version()
    {
        var numbers = MajorMinor().Match(gitVersion);
        return new JsonObject
        {
            ["major"] = numbers.Success ? numbers.Groups[1].Value : "1",
            ["minor"] = numbers.Success ? numbers.Groups[2].Value : "33",
            ["gitVersion"] = gitVersion,
            ["gitCommit"] = "",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "1970-01-01T00:00:00Z",
            ["goVersion"] = "",
            ["compiler"] = "",
            ["platform"] = "linux/amd64",
        };
    }

    [GeneratedRegex(@"^v(\d+)\.(\d+)")]
    private static partial Regex MajorMinor();
}
