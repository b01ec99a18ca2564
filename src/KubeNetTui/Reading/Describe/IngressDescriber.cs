using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class IngressDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
        [Evidence.Needs.Services(selection.Namespace), Evidence.Needs.EndpointSlices(selection.Namespace), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        var spec = o.Root["spec"];
        page.Head(o, null);
        page.Heading("Ingress");
        page.Field("class", spec["ingressClassName"].Text is { Length: > 0 } name ? name : "none named: the default class, if there is one");
        var addresses = o.Root["status"]["loadBalancer"]["ingress"].Items.Select(static i => i["ip"].Text + i["hostname"].Text).ToList();
        page.Field("address", addresses.Count > 0 ? string.Join(", ", addresses) : "none yet: no controller has taken it", addresses.Count > 0 ? Tone.Text : Tone.Warn);
        foreach (var tls in spec["tls"].Items)
        {
            var hosts = string.Join(", ", tls["hosts"].Items.Select(static h => h.Text));
            page.Field("TLS", $"{(hosts.Length > 0 ? hosts : "all hosts")}, certificate from secret {tls["secretName"].Text}");
        }

        page.Heading("Rules");
        var services = o.Evidence.Services(o.Namespace);
        page.SaysMissing(services);
        foreach (var rule in spec["rules"].Items)
        {
            var host = rule["host"].Text is { Length: > 0 } h ? h : "any host";
            foreach (var path in rule["http"]["paths"].Items)
            {
                Backend(page, o, services, $"{host}{(path["path"].Text is { Length: > 0 } p ? p : "/")}", path["pathType"].Text, path["backend"]);
            }
        }

        if (spec["defaultBackend"].Exists)
        {
            Backend(page, o, services, "everything else", "", spec["defaultBackend"]);
        }

        page.Events(o);
        page.Labels(o);
    }

    private static void Backend(PageBuilder page, Described o, Reading<Service> services, string what, string type, Fields backend)
    {
        var name = backend["service"]["name"].Text;
        var port = backend["service"]["port"]["name"].Text + backend["service"]["port"]["number"].Text;
        if (name.Length == 0)
        {
            page.Sentence($"{what}  →  {backend["resource"]["kind"].Text} {backend["resource"]["name"].Text}");
            return;
        }

        List<TextRun> runs = [new($"{what}", Tone.Accent), new(type.Length > 0 ? $" ({type})" : "", Tone.Dim), new($"  to service {name}:{port}  ")];
        if (services.Find(o.Namespace, name) is { } service)
        {
            var has = service.Ports.Any(p => p.Name == port || $"{p.Port}" == port);
            runs.AddRange(has ? CommonParts.VerdictRuns(CommonParts.StateOf(o, service)) : [new TextRun($"✗ it has no port {port}", Tone.Fail)]);
        }
        else if (services.IsRead)
        {
            runs.Add(new TextRun("✗ there is no such service", Tone.Fail));
        }

        page.Sentence(runs, o.Link("Service", o.Namespace, name));
    }
}
