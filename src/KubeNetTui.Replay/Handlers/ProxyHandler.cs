using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>
/// What the API server passes on: to kubelets the sections that hold their answers; to services and pods nothing, since nothing
/// runs behind them, but with the API server's own words where it would fail first.
/// </summary>
internal sealed class ProxyHandler(ObjectStore store, IBundle bundle, INodeProxy? nodes = null)
{
    public Task HandleAsync(HttpContext context, ResourceKind kind, ApiRequest request)
    {
        // https:name:port, name:port, name
        var parts = request.Name.Split(':');
        var name = parts.Length == 3 ? parts[1] : parts[0];
        var port = parts.Length == 1 ? "" : parts[^1];
        var item = store.Table(kind).Find(kind.Namespaced ? request.Namespace : "", name) ?? throw ApiStatusException.NotFound(kind, name);
        return kind.Resource switch
        {
            "nodes" => NodeAsync(context, item.Name, port, request.Rest.Trim('/')),
            "services" => throw ServiceProblem(item),
            _ => throw new ApiStatusException(503, "ServiceUnavailable",
                $"error trying to reach pod: {name}: this is a replayed cluster; no process listens"),
        };
    }

    private Task NodeAsync(HttpContext context, string node, string port, string path) =>
        nodes is null ? SectionAsync(context, node, port, path) : PassOnAsync(context, nodes, node, port, path);

    private static async Task PassOnAsync(HttpContext context, INodeProxy nodes, string node, string port, string path)
    {
        try
        {
            var answer = await nodes.GetAsync(node, int.TryParse(port, out var number) ? number : 0, path, context.RequestAborted).ConfigureAwait(false);
            await WriteAsync(context, answer.Body, answer.Status).ConfigureAwait(false);
        }
        catch (IOException e) when (!context.Response.HasStarted)
        {
            throw new ApiStatusException(503, "ServiceUnavailable", "error trying to reach service: " + e.Message);
        }
    }

    private static Task WriteAsync(HttpContext context, string text, int status) =>
        context.WriteTextAsync(text, status, text.StartsWith('{') ? Answers.JsonType : "text/plain; charset=utf-8");

    private Task SectionAsync(HttpContext context, string node, string port, string path)
    {
        var section = (port, path) switch
        {
            ("" or "10250", _) => "kubelet-" + path.Replace('/', '-'),
            ("10249", "proxyMode") => "kube-proxy-mode",
            ("10249" or "10256", _) => "kube-proxy-" + path.Replace('/', '-'),
            _ => "",
        };
        var text = bundle.NodeSection(node, section);
        var fate = SectionFate.Parse(bundle.NodeSection(node, section + ".err"), section, text);
        if (fate.Exit != 0 && string.IsNullOrEmpty(text))
        {
            var why = fate.Error.Trim();
            throw new ApiStatusException(503, "ServiceUnavailable",
                "error trying to reach service: " + (why.Length > 0 ? why : $"dial tcp: connection refused (exit {fate.Exit})"));
        }

        return text is null
            ? context.WriteTextAsync("404 page not found\n", 404)
            : WriteAsync(context, text, StatusOf(text));
    }

    /// <summary>A section may hold the API server's refusal in place of the kubelet's answer; it comes with its code again.</summary>
    private static int StatusOf(string text)
    {
        if (!text.StartsWith('{'))
        {
            return 200;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return root.Text("kind") == "Status" && root.Text("status") == "Failure" && root.Number("code") is >= 400 and <= 599 and var code ? (int)code : 200;
        }
        catch (JsonException)
        {
            return 200;
        }
    }

    private ApiStatusException ServiceProblem(StoredObject service)
    {
        var slices = store.Table(store.Kinds.Find("endpointslices.discovery.k8s.io")!);
        foreach (var slice in ResourceTable.InNamespace(slices.Items, service.Namespace))
        {
            using var document = JsonDocument.Parse(slice.Json);
            if (document.RootElement.Text("metadata", "labels", "kubernetes.io/service-name") == service.Name
                && document.RootElement.Items("endpoints").Any(endpoint => endpoint.At("conditions", "ready").ValueKind != JsonValueKind.False))
            {
                return new ApiStatusException(503, "ServiceUnavailable", "error trying to reach service: this is a replayed cluster; no process listens");
            }
        }

        return new ApiStatusException(503, "ServiceUnavailable", $"no endpoints available for service \"{service.Name}\"");
    }
}
