using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>Access, rules, token and self reviews: questions that are posted and answered in the same object.</summary>
internal sealed class ReviewHandler(Gate gate, ObjectStore store, bool onlyTaken)
{
    private readonly RbacRules _rbac = new(store);

    public async Task<bool> TryHandleAsync(HttpContext context, ApiRequest request, User user)
    {
        if (request.Verb != "create" || request.Name.Length > 0)
        {
            return false;
        }

        Func<JsonObject, User, JsonObject>? answer = request switch
        {
            { Group: "authorization.k8s.io", Resource: "selfsubjectaccessreviews" } => (review, self) => Access(review, self, asksOfOthers: false),
            { Group: "authorization.k8s.io", Resource: "subjectaccessreviews" or "localsubjectaccessreviews" } =>
                (review, _) => Access(review, Subject(review), asksOfOthers: true),
            { Group: "authorization.k8s.io", Resource: "selfsubjectrulesreviews" } => Rules,
            { Group: "authentication.k8s.io", Resource: "selfsubjectreviews" } => (_, self) => new JsonObject { ["userInfo"] = Info(self) },
            { Group: "authentication.k8s.io", Resource: "tokenreviews" } => (review, _) => Token(review),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        var body = await context.ReadObjectAsync().ConfigureAwait(false);
        body["status"] = answer(body, user);
        await context.WriteJsonAsync(body, 201).ConfigureAwait(false);
        return true;
    }

    private static User Subject(JsonObject review)
    {
        using var document = JsonDocument.Parse(JsonBytes.From(review));
        var spec = document.RootElement.At("spec");
        return new User(spec.Text("user"), [.. spec.Items("groups").Select(group => group.AsText())]);
    }

    private static JsonObject Info(User user) => new()
    {
        ["username"] = user.Name,
        ["groups"] = Texts(user.Groups),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    /// <param name="asksOfOthers">The gate knows its own holder alone; of all others the Roles of the bundle tell, where it has them.</param>
    private JsonObject Access(JsonObject review, User user, bool asksOfOthers)
    {
        using var document = JsonDocument.Parse(JsonBytes.From(review));
        var resource = document.RootElement.At("spec", "resourceAttributes");
        var path = document.RootElement.At("spec", "nonResourceAttributes");
        if (resource.Exists() == path.Exists())
        {
            throw new ApiStatusException(422, "Invalid", "spec.resourceAttributes: Invalid value: exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }

        var asked = path.Exists()
            ? new AccessRequest(user, path.Text("verb"), "", "", "", "", "", path.Text("path"))
            : new AccessRequest(
                user, resource.Text("verb"), resource.Text("group"), resource.Text("resource"), resource.Text("subresource"),
                resource.Text("namespace"), resource.Text("name"));
        if (asksOfOthers && onlyTaken && !_rbac.AreKnown)
        {
            throw new ApiStatusException(403, "Forbidden", "subjectaccessreviews can't be answered: the bundle has no Roles", []);
        }

        if (!asksOfOthers || user.Name == gate.Holder.Name || !_rbac.AreKnown)
        {
            return new JsonObject { ["allowed"] = gate.Policy.Allows(asked) };
        }

        var (allowed, reason) = _rbac.Decide(asked);
        var status = new JsonObject { ["allowed"] = allowed };
        if (reason.Length > 0)
        {
            status["reason"] = reason;
        }

        return status;
    }

    private JsonObject Rules(JsonObject review, User user)
    {
        using var document = JsonDocument.Parse(JsonBytes.From(review));
        var rules = gate.Policy.Rules(user, document.RootElement.Text("spec", "namespace"));
        return new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. rules.Where(rule => rule.Resources.Count > 0).Select(rule => (JsonNode)new JsonObject
            {
                ["verbs"] = Texts(rule.Verbs), ["apiGroups"] = Texts(rule.Groups), ["resources"] = Texts(rule.Resources),
            })]),
            ["nonResourceRules"] = new JsonArray([.. rules.Where(rule => rule.Paths.Count > 0).Select(rule => (JsonNode)new JsonObject
            {
                ["verbs"] = Texts(rule.Verbs), ["nonResourceURLs"] = Texts(rule.Paths),
            })]),
            ["incomplete"] = false,
        };
    }

    private JsonObject Token(JsonObject review)
    {
        var token = (review["spec"] as JsonObject)?["token"]?.GetValue<string>() ?? "";
        return gate.IsToken(token)
            ? new JsonObject { ["authenticated"] = true, ["user"] = Info(gate.Holder) }
            : new JsonObject { ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };
    }
}
