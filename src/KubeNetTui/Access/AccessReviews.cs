using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Access;

/// <summary>What the server itself says of rights: who one is, what one may do, what another may do.</summary>
internal static class AccessReviews
{
    private const int AtOnce = 8;
    private static readonly string[] Verbs = ["get", "list", "watch", "create", "update", "patch", "delete"];
    private static readonly (string Resource, string Verb)[] Subresources = [("pods/log", "get"), ("pods/exec", "create"), ("pods/portforward", "create")];

    /// <summary>A SelfSubjectReview (since Kubernetes 1.28); null where the server has none: then only the rules are known.</summary>
    public static async Task<Who?> WhoAmIAsync(ApiClient client, CancellationToken cancellation)
    {
        try
        {
            var info = (await PostAsync(client, "/apis/authentication.k8s.io/v1/selfsubjectreviews", "authentication.k8s.io/v1", "SelfSubjectReview", [], cancellation).ConfigureAwait(false))["status"]["userInfo"];
            return info["username"].Text is { Length: > 0 } name ? new Who(WhoKind.Me, "", name, [.. info["groups"].Items.Select(g => g.Text)]) : null;
        }
        catch (ApiException)
        {
            return null;
        }
    }

    /// <summary>A SelfSubjectRulesReview: all that the server can list for a namespace, of whatever authorizer.</summary>
    public static async Task<IReadOnlyList<Grant>> MyRulesAsync(ApiClient client, string ns, CancellationToken cancellation)
    {
        var status = (await PostAsync(
            client, "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", "authorization.k8s.io/v1", "SelfSubjectRulesReview",
            new JsonObject { ["namespace"] = ns }, cancellation).ConfigureAwait(false))["status"];
        var nothing = new Grant("", "", "", ns, "", "", "", "", "");
        return
        [
            .. status["resourceRules"].Items.Select(r => new AccessRule(Texts(r["verbs"]), Texts(r["apiGroups"]), Texts(r["resources"]), Texts(r["resourceNames"])))
                .Concat(status["nonResourceRules"].Items.Select(r => new AccessRule(Texts(r["verbs"]), [], [], []) { Paths = Texts(r["nonResourceURLs"]) }))
                .SelectMany(r => RoleBook.Of(r, nothing)).Distinct(),
        ];
    }

    /// <summary>SubjectAccessReviews about the kinds that every cluster has: a few at a time.</summary>
    /// <exception cref="ApiException">The server answers no such question.</exception>
    public static async Task<IReadOnlyList<Grant>> SampleAsync(ApiClient client, Who who, string? ns, CancellationToken cancellation)
    {
        List<(ApiResource? Kind, string Resource, string Group, string Verb)> questions =
        [
            .. WellKnownKinds.Catalog.Resources.SelectMany(k => Verbs.Select(v => (k, k.Plural, k.Group, v))),
            .. Subresources.Select(s => ((ApiResource?)null, s.Resource, "", s.Verb)),
        ];

        // One first: where that is refused, all are.
        var answers = new (bool Allowed, string Reason)[questions.Count];
        answers[0] = await AskAsync(0).ConfigureAwait(false);
        await Parallel.ForAsync(1, questions.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (i, _) => answers[i] = await AskAsync(i).ConfigureAwait(false)).ConfigureAwait(false);
        return
        [
            .. questions.Zip(answers).Where(a => a.Second.Allowed).GroupBy(a => (a.First.Resource, a.First.Group, a.Second.Reason)).Select(g => new Grant(
                Grant.WhatOf(g.Key.Group, g.Key.Resource), Grant.VerbsOf(g.Select(a => a.First.Verb)), "", ns ?? Grant.Everywhere, "", "", Short(g.Key.Reason), "", "")),
        ];

        async Task<(bool, string)> AskAsync(int index)
        {
            var (kind, resource, group, verb) = questions[index];
            var parts = resource.Split('/');
            var attributes = new JsonObject { ["verb"] = verb, ["group"] = group, ["resource"] = parts[0] };
            if (parts.Length > 1)
            {
                attributes["subresource"] = parts[1];
            }

            if (ns is not null && kind?.Namespaced != false)
            {
                attributes["namespace"] = ns;
            }

            var spec = new JsonObject { ["resourceAttributes"] = attributes, ["groups"] = new JsonArray([.. who.Groups.Select(g => (JsonNode)g)]) };
            if (who.UserName.Length > 0)
            {
                spec["user"] = who.UserName;
            }

            var status = (await PostAsync(
                client, "/apis/authorization.k8s.io/v1/subjectaccessreviews", "authorization.k8s.io/v1", "SubjectAccessReview", spec, cancellation).ConfigureAwait(false))["status"];
            return (status["allowed"].IsTrue, status["reason"].Text);
        }
    }

    // 'RBAC: allowed by RoleBinding "read/shop" of Role "reader" to …': who it is to is known.
    private static string Short(string reason)
    {
        var text = reason.StartsWith("RBAC: allowed by ", StringComparison.Ordinal) ? reason["RBAC: allowed by ".Length..] : reason;
        return (text.IndexOf(" to ", StringComparison.Ordinal) is > 0 and var to ? text[..to] : text).Replace("\"", "", StringComparison.Ordinal);
    }

    private static async Task<Fields> PostAsync(ApiClient client, string path, string version, string kind, JsonObject spec, CancellationToken cancellation)
    {
        JsonObject review = new() { ["apiVersion"] = version, ["kind"] = kind, ["spec"] = spec };
        var answer = await client.SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(review.ToJsonString()), "application/json", cancellation).ConfigureAwait(false);
        return Fields.Parse(answer.Body);
    }

    private static IReadOnlyList<string> Texts(Fields list) => [.. list.Items.Select(t => t.Text)];
}
