using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>Asks a server what it serves: all at once where it can (1.26 and later), else group by group.</summary>
internal sealed class ApiDiscovery(ApiConnection connection)
{
    private readonly List<ApiResource> _resources = [];
    private readonly List<string> _problems = [];

    /// <exception cref="ApiException">The core group can't be read: without it nothing works. Other groups become problems.</exception>
    public async Task<ApiCatalog> ReadAsync(CancellationToken cancellation)
    {
        var core = await GetAsync("/api", AggregatedDiscovery.Accept, cancellation).ConfigureAwait(false);
        var coreDone = Reading("/api", () => AggregatedDiscovery.TryRead(core, _resources, _problems));
        if (!coreDone)
        {
            var versions = Reading("/api", () => { using var document = JsonDocument.Parse(core); return document.RootElement.Texts("versions"); });
            await ReadGroupAsync("", versions.Count > 0 ? versions : ["v1"], cancellation).ConfigureAwait(false);
        }
        try
        {
            var others = await GetAsync("/apis", AggregatedDiscovery.Accept, cancellation).ConfigureAwait(false);
            if (!Reading("/apis", () => AggregatedDiscovery.TryRead(others, _resources, _problems)))
            {
                await ReadGroupsAsync(others, cancellation).ConfigureAwait(false);
            }
        }
        catch (ApiException wrong) when (_resources.Count > 0)
        {
            _problems.Add(wrong.Failure.Message);
        }
        return new ApiCatalog([.. _resources.OrderBy(r => Rank.Of(r.Group)).ThenBy(r => r.Group, StringComparer.Ordinal).ThenBy(r => r.Plural, StringComparer.Ordinal)], _problems);
    }

    private async Task ReadGroupsAsync(byte[] list, CancellationToken cancellation)
    {
        var groups = Reading("/apis", () =>
        {
            using var document = JsonDocument.Parse(list);
            return document.RootElement.Items("groups").Select(GroupVersions).Where(group => group.Name.Length > 0).ToList();
        });
        // The connection itself bounds how many go at once.
        await Task.WhenAll(groups.Select(group => ReadGroupAsync(group.Name, group.Versions, cancellation))).ConfigureAwait(false);
    }

    private static (string Name, IReadOnlyList<string> Versions) GroupVersions(JsonElement group)
    {
        var preferred = group.Member("preferredVersion")?.Text("version") ?? "";
        var versions = group.Items("versions").Select(version => version.Text("version") ?? "").Where(version => version.Length > 0 && version != preferred);
        return (group.Text("name") ?? "", preferred.Length > 0 ? [preferred, .. versions] : [.. versions]);
    }

    private async Task ReadGroupAsync(string group, IReadOnlyList<string> versions, CancellationToken cancellation)
    {
        var seen = new HashSet<string>();
        foreach (var version in versions)
        {
            var path = group.Length == 0 ? $"/api/{Uri.EscapeDataString(version)}" : $"/apis/{Uri.EscapeDataString(group)}/{Uri.EscapeDataString(version)}";
            try
            {
                var list = await GetAsync(path, ApiRequest.Json, cancellation).ConfigureAwait(false);
                var found = Reading(path, () => Resources(list, group, version, seen));
                lock (_resources)
                {
                    _resources.AddRange(found);
                }
            }
            catch (ApiException wrong) when (group.Length > 0)
            {
                lock (_resources)
                {
                    _problems.Add($"{Printable.Clean(group, 100)}/{Printable.Clean(version, 40)} does not answer: {wrong.Failure.Message}");
                }
            }
        }
    }

    private static List<ApiResource> Resources(byte[] json, string group, string version, HashSet<string> seen)
    {
        using var document = JsonDocument.Parse(json);
        var found = new List<ApiResource>();
        foreach (var item in document.RootElement.Items("resources"))
        {
            var plural = item.Text("name") ?? "";
            // pods/log and such are no kinds of their own.
            if (plural.Length > 0 && !plural.Contains('/', StringComparison.Ordinal) && seen.Add(plural))
            {
                found.Add(new ApiResource(
                    group, version, plural, item.Text("singularName") is { Length: > 0 } singular ? singular : plural,
                    item.Text("kind") ?? "", item.Flag("namespaced"), item.Texts("shortNames"), item.Texts("verbs"), item.Texts("categories")));
            }
        }
        return found;
    }

    private async Task<byte[]> GetAsync(string path, string accept, CancellationToken cancellation)
    {
        var response = await connection.OpenAsync(new ApiRequest(HttpMethod.Get, path) { Accept = accept }, cancellation).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            var body = await response.ReadAllAsync().ConfigureAwait(false);
            return Failures.LooksLikeHtml(response.ContentType, body)
                ? throw response.Failed(Failures.Html(response.What, response.Status, body), null)
                : body;
        }
    }

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new ApiException(new ApiFailure(
                RequestStep.Answer, 200, "", $"GET {path}: the answer is no proper discovery document: {Printable.Clean(wrong.Message, 200).TrimEnd('.')}.",
                "Is this address an API server, or does a proxy answer in its place?"), wrong);
        }
    }
}

/// <summary>Which group wins where a name is in several: core, the classic groups, those of Kubernetes, then the rest (events, say).</summary>
internal static class Rank
{
    private static readonly string[] s_classic = ["", "apps", "batch", "networking.k8s.io", "discovery.k8s.io", "policy", "autoscaling"];

    public static int Of(string group) => Array.IndexOf(s_classic, group) switch
    {
        >= 0 and var at => at,
        // The metrics API calls its kinds pods and nodes too, and must come after everything.
        _ when group == "metrics.k8s.io" => 102,
        _ when group.EndsWith(".k8s.io", StringComparison.Ordinal) => 100,
        _ => 101,
    };
}
