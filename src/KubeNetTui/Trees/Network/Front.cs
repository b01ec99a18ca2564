using System.Text.Json;
using KubeNetTui.Reading;

namespace KubeNetTui.Trees;

/// <summary>What lets traffic in, as far as the tree needs it: an Ingress, a Gateway, or a route of the Gateway API.</summary>
/// <param name="Class">Of the controller that is to serve it; "" where it names none.</param>
/// <param name="Addresses">Those that it was given.</param>
/// <param name="Parents">Of a route: the gateways that it hangs on, as <c>namespace/name</c>.</param>
/// <param name="Backends">The services that it leads to.</param>
/// <param name="Summary">Hosts, listeners: what it answers to.</param>
internal sealed record Front(
    string Kind, string Namespace, string Name, string Uid, string Class, IReadOnlyList<string> Addresses, IReadOnlyList<string> Parents,
    IReadOnlyList<FrontBackend> Backends, string Summary, IReadOnlyList<KeyValuePair<string, string>> Labels)
{
    /// <summary>Null where the JSON is no object.</summary>
    public static Front? Parse(string kind, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return Of(kind, new Fields(document.RootElement));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Front Of(string kind, Fields root)
    {
        var (meta, spec) = (root["metadata"], root["spec"]);
        var ns = meta["namespace"].Text;
        var front = new Front(kind, ns, meta["name"].Text, meta["uid"].Text, "", [], [], [], "", meta["labels"].Pairs);
        return kind switch
        {
            "Ingress" => front with
            {
                Class = spec["ingressClassName"].Text is { Length: > 0 } name ? name : meta["annotations"]["kubernetes.io/ingress.class"].Text,
                Addresses = [.. root["status"]["loadBalancer"]["ingress"].Items.Select(i => First(i["ip"].Text, i["hostname"].Text)).Where(a => a.Length > 0)],
                Backends = [.. Ingress(spec, ns)],
                Summary = Some([.. spec["rules"].Items.Select(r => First(r["host"].Text, "*")).Distinct()]),
            },
            "Gateway" => front with
            {
                Class = spec["gatewayClassName"].Text,
                Addresses = [.. root["status"]["addresses"].Items.Select(a => a["value"].Text).Where(a => a.Length > 0)],
                Summary = Some([.. spec["listeners"].Items.Select(l => $"{l["protocol"].Text}:{l["port"].Text}{(l["hostname"].Text is { Length: > 0 } host ? " " + host : "")}")]),
            },
            _ => front with
            {
                Parents = [.. spec["parentRefs"].Items.Where(p => p["kind"].Text is "" or "Gateway").Select(p => $"{First(p["namespace"].Text, ns)}/{p["name"].Text}").Distinct()],
                Backends = [.. spec["rules"].Items.SelectMany(r => Route(r, ns))],
                Summary = Some([.. spec["hostnames"].Items.Select(h => h.Text)]),
            },
        };
    }

    private static IEnumerable<FrontBackend> Ingress(Fields spec, string ns)
    {
        foreach (var rule in spec["rules"].Items)
        {
            foreach (var path in rule["http"]["paths"].Items)
            {
                if (path["backend"]["service"] is { Exists: true } service)
                {
                    yield return Backend(service, First(rule["host"].Text, "*") + First(path["path"].Text, "/"));
                }
            }
        }

        if (spec["defaultBackend"]["service"] is { Exists: true } fallback)
        {
            yield return Backend(fallback, "all else");
        }

        FrontBackend Backend(Fields service, string match) =>
            new(ns, service["name"].Text, First(service["port"]["number"].Text, service["port"]["name"].Text), match);
    }

    private static IEnumerable<FrontBackend> Route(Fields rule, string ns)
    {
        var match = Some([.. rule["matches"].Items.Select(m => First(m["path"]["value"].Text, $"{m["method"]["service"].Text}/{m["method"]["method"].Text}".Trim('/'))).Where(m => m.Length > 0).Distinct()]);
        foreach (var to in rule["backendRefs"].Items.Where(b => b["kind"].Text is "" or "Service" && b["group"].Text.Length == 0))
        {
            yield return new FrontBackend(First(to["namespace"].Text, ns), to["name"].Text, to["port"].Text, match);
        }
    }

    private static string First(string text, string other) => text.Length > 0 ? text : other;

    private static string Some(IReadOnlyList<string> texts) => texts.Count switch
    {
        0 => "",
        <= 2 => string.Join(", ", texts),
        _ => $"{texts[0]}, {texts[1]} and {texts.Count - 2} more",
    };
}

/// <param name="Port">A number or a name; "" where none is given.</param>
/// <param name="Match">What is led there: <c>shop.example.com/cart</c>; "" for all.</param>
internal sealed record FrontBackend(string Namespace, string Service, string Port, string Match);
