using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Acting;

/// <summary>One rule of what somebody may do, as a SelfSubjectRulesReview gives it.</summary>
internal sealed record AccessRule(IReadOnlyList<string> Verbs, IReadOnlyList<string> Groups, IReadOnlyList<string> Resources, IReadOnlyList<string> Names)
{
    public bool Allows(string verb, string group, string resource, string name) =>
        Has(Verbs, verb) && Has(Groups, group) && (Has(Resources, resource) || SubresourceOf(resource)) && (Names.Count == 0 || Names.Contains(name));

    // RBAC knows "*/scale" too: that subresource of every kind.
    private bool SubresourceOf(string resource) =>
        resource.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && Resources.Contains("*" + resource[slash..]);

    private static bool Has(IReadOnlyList<string> words, string word) => words.Contains("*") || words.Contains(word);
}

/// <summary>
/// What the person may do, namespace by namespace, asked for once when it is first wanted. It only dims keys: what is not known counts as
/// allowed, and the server has the last word.
/// </summary>
/// <param name="ask">The review's answer for a namespace.</param>
internal sealed class Rights(Func<string, CancellationToken, Task<ReadOnlyMemory<byte>>> ask, CancellationToken ending)
{
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<AccessRule>?>> _rules = new(StringComparer.Ordinal);

    /// <returns>Null: allowed, or not known (yet); else the rule that is missing, in a sentence.</returns>
    public string? WhyNot(string verb, string group, string resource, string ns, string name)
    {
        var rules = Of(ns.Length > 0 ? ns : "default");
        return rules is not { IsCompletedSuccessfully: true, Result: { } known } || known.Any(r => r.Allows(verb, group, resource, name))
            ? null
            : $"you may not {verb} {resource}{(group.Length > 0 ? "." + group : "")}{(ns.Length > 0 ? $" in {ns}" : "")}: no Role or ClusterRole of yours allows it";
    }

    /// <summary>Asks ahead, so that the answer is there when a key is looked at.</summary>
    public Task<IReadOnlyList<AccessRule>?> Of(string ns) => _rules.GetOrAdd(ns, AskAsync);

    /// <returns>Null: the server gave no list that is complete, and nothing follows from it.</returns>
    internal static IReadOnlyList<AccessRule>? Read(ReadOnlySpan<byte> review)
    {
        try
        {
            var status = JsonNode.Parse(review)?["status"];
            return status?["resourceRules"] is not JsonArray rules || (bool?)status["incomplete"] == true
                ? null
                : [.. rules.Select(r => new AccessRule(Texts(r?["verbs"]), Texts(r?["apiGroups"]), Texts(r?["resources"]), Texts(r?["resourceNames"])))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<AccessRule>?> AskAsync(string ns)
    {
        try
        {
            return Read((await ask(ns, ending).ConfigureAwait(false)).Span);
        }
        catch (Exception e) when (e is ApiException or OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Texts(JsonNode? node) => node is JsonArray array ? [.. array.Select(t => (string?)t ?? "")] : [];
}
