using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>
/// A field selector, <c>spec.nodeName=node-a,status.phase!=Running</c>. Which fields a kind knows is fixed in the API server
/// (pkg/apis/core/v1/conversion.go and the like); others are refused.
/// </summary>
internal sealed class FieldSelector
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["pods"] =
        [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase",
            "status.podIP", "status.podIPs", "status.nominatedNodeName",
        ],
        ["nodes"] = ["spec.unschedulable"],
        ["namespaces"] = ["status.phase"],
        ["secrets"] = ["type"],
        ["services"] = ["spec.clusterIP", "spec.type"],
        ["replicationcontrollers"] = ["status.replicas"],
        ["replicasets.apps"] = ["status.replicas"],
        ["jobs.batch"] = ["status.successful"],
        ["certificatesigningrequests.certificates.k8s.io"] = ["spec.signerName"],
        ["events"] =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        ["events.events.k8s.io"] =
        [
            "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion",
            "regarding.resourceVersion", "regarding.fieldPath", "reason", "reportingController", "type",
        ],
    };

    private readonly List<Term> _terms;

    private FieldSelector(List<Term> terms) => _terms = terms;

    public bool IsEmpty => _terms.Count == 0;

    /// <exception cref="ApiStatusException">400: it can't be parsed, or the kind does not know the field.</exception>
    public static FieldSelector Parse(ResourceKind kind, string? text)
    {
        var terms = new List<Term>();
        foreach (var part in Split(text ?? ""))
        {
            if (part.Length == 0)
            {
                continue;
            }

            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw ApiStatusException.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            }

            var negated = part[at - 1] == '!';
            var field = part[..(negated ? at - 1 : at)];
            var value = part[(part.AsSpan(at + 1).StartsWith('=') ? at + 2 : at + 1)..];
            Check(kind, field);
            terms.Add(new Term(Stored(kind, field).Split('.'), Unescape(value), negated));
        }

        return new FieldSelector(terms);
    }

    public bool Matches(StoredObject item)
    {
        foreach (var term in _terms)
        {
            if (Matches(item, term) == term.Negated)
            {
                return false;
            }
        }

        return true;
    }

    private static void Check(ResourceKind kind, string field)
    {
        if (field == "metadata.name" || (field == "metadata.namespace" && kind.Namespaced))
        {
            return;
        }

        if (Known.TryGetValue(kind.QualifiedName, out var known))
        {
            if (known.Contains(field))
            {
                return;
            }

            throw ApiStatusException.BadRequest($"field label not supported: {field}");
        }

        throw ApiStatusException.BadRequest($"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    private static string Stored(ResourceKind kind, string field) => field switch
    {
        _ when kind.QualifiedName == EventConversion.NewerResource && field.StartsWith("regarding", StringComparison.Ordinal) =>
            "involvedObject" + field["regarding".Length..],
        "reportingController" => "reportingComponent",
        "source" => "source.component",
        "status.podIPs" => "status.podIP",
        "status.successful" => "status.succeeded",
        _ => field,
    };

    private static bool Matches(StoredObject item, Term term)
    {
        if (term.Path is ["metadata", "name"])
        {
            return item.Name == term.Value;
        }

        if (term.Path is ["metadata", "namespace"])
        {
            return item.Namespace == term.Value;
        }

        return Find(item.Json.Span, term.Path) == term.Value;
    }

    /// <summary>The text of a field; "" when it is missing, "false" for a missing truth value.</summary>
    private static string Find(ReadOnlySpan<byte> json, string[] path)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var depth = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var hit = reader.ValueTextEquals(path[depth]);
            reader.Read();
            if (!hit)
            {
                reader.Skip();
                continue;
            }

            if (depth == path.Length - 1)
            {
                return reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString()!,
                    JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
                    JsonTokenType.True => "true",
                    _ => Missing(path),
                };
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                break;
            }

            depth++;
        }

        return Missing(path);
    }

    private static string Missing(string[] path) => path[^1] switch
    {
        "unschedulable" or "hostNetwork" => "false",
        "replicas" or "succeeded" => "0",
        _ => "",
    };

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == ',')
            {
                parts.Add(text[start..at]);
                start = at + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string Unescape(string value) => value.Contains('\\', StringComparison.Ordinal)
        ? value.Replace("\\,", ",", StringComparison.Ordinal).Replace("\\=", "=", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
        : value;

    private sealed record Term(string[] Path, string Value, bool Negated);
}
