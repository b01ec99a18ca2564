using System.Text;
using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>ConfigMap and Secret: what is in it (of a Secret only how much), and who uses it.</summary>
internal sealed class ConfigDescriber : IDescriber
{
    private const int LinesOfValue = 40;

    private static ListNeed Ingresses(string ns) => new("networking.k8s.io", "v1", "ingresses", ns);

    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        .. UsersOf.Needs(selection.Namespace), CommonParts.EventsOf(selection),
        .. selection.Resource.Plural == "secrets" ? (Need[])[Ingresses(selection.Namespace)] : [],
    ];

    public void Write(PageBuilder page, Described o)
    {
        page.Head(o, null);
        page.Heading(o.Kind, o.Root["immutable"].IsTrue ? "immutable: it can only be replaced" : "");
        page.Field("type", o.Root["type"].Text);
        var account = o.Root["metadata"]["annotations"]["kubernetes.io/service-account.name"].Text;
        page.Field("account", account, Tone.Text, o.Link("ServiceAccount", o.Namespace, account));
        page.Owners(o);
        if (o.Kind == "Secret")
        {
            WriteSizes(page, o);
            WriteIngresses(page, o);
        }
        else
        {
            WriteValues(page, o);
        }

        UsersOf.Write(page, o);
        page.Events(o);
        page.Labels(o);
    }

    private static void WriteSizes(PageBuilder page, Described o)
    {
        IReadOnlyList<KeyValuePair<string, string>> values = [.. o.Root["data"].Pairs, .. o.Root["stringData"].Pairs];
        page.Heading("Keys", values.Count == 0 ? "none" : "values are never shown");
        var columns = values.Select(static v => v.Key.Length + 2).DefaultIfEmpty(0).Max();
        foreach (var (key, size) in values)
        {
            page.Field(key, [new TextRun(size, Tone.Dim)], columns: columns);
        }
    }

    private static void WriteIngresses(PageBuilder page, Described o)
    {
        foreach (var ingress in o.Evidence.Read<Ingress>(Ingresses(o.Namespace)).Items)
        {
            foreach (var tls in ingress.Tls.Where(t => t.Secret == o.Name))
            {
                var hosts = string.Join(", ", tls.Hosts);
                page.Field("ingress", $"{ingress.Name}: the certificate of {(hosts.Length > 0 ? hosts : "all its hosts")}", Tone.Text, o.Link("Ingress", o.Namespace, ingress.Name));
            }
        }
    }

    private static void WriteValues(PageBuilder page, Described o)
    {
        var values = o.Root["data"].Pairs;
        var count = values.Count + o.Root["binaryData"].Pairs.Count;
        page.Field("keys", count == 0 ? "none" : $"{count}");

        foreach (var (key, value) in values)
        {
            page.Heading(key, Bytes(Encoding.UTF8.GetByteCount(value)));
            var lines = value.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
            foreach (var line in lines.Take(LinesOfValue))
            {
                page.Line(new TextLine("  " + line) { Indent = 4 });
            }

            if (lines.Length > LinesOfValue)
            {
                page.Sentence($"… {lines.Length - LinesOfValue} more lines: y shows the YAML", Tone.Dim);
            }
        }

        foreach (var (key, value) in o.Root["binaryData"].Pairs)
        {
            page.Heading(key, $"binary, {Bytes(value.AsSpan().TrimEnd('=').Length * 3 / 4)}");
        }
    }

    private static string Bytes(int count) => $"{count:N0} {(count == 1 ? "byte" : "bytes")}";
}
