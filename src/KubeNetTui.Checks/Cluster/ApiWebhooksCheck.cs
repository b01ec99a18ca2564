using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>api.webhooks</c>: admission webhooks that the API server cannot reach block what they are asked about.</summary>
public sealed class ApiWebhooksCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "api.webhooks", SubjectKind.Cluster, "Admission webhooks answered",
        "Each admission webhook has a service with a ready endpoint behind the port it is called on; one that has not blocks creation and change.",
        "Validating and mutating webhook configurations, the services they name, the EndpointSlices of these.",
        [
            "A webhook with failurePolicy Ignore blocks nothing: Warn, because it costs its time-out on each call.",
            "A webhook that is called by URL says nothing about the cluster's services.",
            "A configuration without rules is never called.",
        ]);

    private static readonly ListNeed[] Configurations = [Evidence.Needs.ValidatingWebhooks(), Evidence.Needs.MutatingWebhooks()];

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in Configurations)
        {
            yield return need;
        }

        var namespaces = Configurations
            .SelectMany(n => soFar.Read<WebhookConfiguration>(n).Items).SelectMany(c => c.Webhooks)
            .Where(h => h.ServiceName.Length > 0).Select(h => h.ServiceNamespace).Distinct();
        foreach (var ns in namespaces)
        {
            yield return Evidence.Needs.Services(ns);
            yield return Evidence.Needs.EndpointSlices(ns);
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        List<Finding> findings = [];
        int healthy = 0, byUrl = 0;
        foreach (var need in Configurations)
        {
            var configurations = evidence.Read<WebhookConfiguration>(need);
            if (!configurations.IsRead)
            {
                findings.Add(new Finding(Info.Id, subject, Verdict.Unknown, $"{need.Resource} could not be read")
                {
                    Details = [configurations.Problem], Remedy = configurations.HowToGet,
                });
                continue;
            }

            foreach (var configuration in configurations.Items)
            {
                foreach (var hook in configuration.Webhooks.Where(h => h.Rules.Count > 0))
                {
                    if (hook.ServiceName.Length == 0)
                    {
                        byUrl++;
                    }
                    else if (Judge(subject, evidence, configurations.Section!, configuration, hook) is { } finding)
                    {
                        findings.Add(finding);
                    }
                    else
                    {
                        healthy++;
                    }
                }
            }
        }

        if (findings.Count == 0)
        {
            var urls = byUrl > 0 ? $"; {byUrl} called by URL, which is not judged from the API" : "";
            findings.Add(healthy > 0
                ? new Finding(Info.Id, subject, Verdict.Pass, $"{healthy} webhooks, each with a ready endpoint{urls}")
                : new Finding(Info.Id, subject, Verdict.NotApplicable, $"no webhook is called through a service{urls}"));
        }

        return findings;
    }

    /// <summary>Null: its service is there and has a ready endpoint for the port.</summary>
    private Finding? Judge(Subject subject, IEvidence evidence, Section section, WebhookConfiguration configuration, Webhook hook)
    {
        var services = evidence.Services(hook.ServiceNamespace);
        var slices = evidence.EndpointSlices(hook.ServiceNamespace);
        var target = $"{hook.ServiceNamespace}/{hook.ServiceName}:{hook.ServicePort}";
        if (!services.IsRead || !slices.IsRead)
        {
            return new Finding(Info.Id, subject, Verdict.Unknown, $"whether webhook {hook.Name} is answered is not known: {target} could not be read")
            {
                Details = [services.IsRead ? slices.Problem : services.Problem], Remedy = services.IsRead ? slices.HowToGet : services.HowToGet,
            };
        }

        List<Exhibit> exhibits = [Exhibits.Of(section, configuration, HookPath(configuration, hook, "clientConfig"), HookPath(configuration, hook, "failurePolicy"))];
        string why;
        var service = services.Find(hook.ServiceName);
        if (service is null)
        {
            why = $"its service {target} does not exist";
        }
        else if (service.Ports.FirstOrDefault(p => p.Port == hook.ServicePort && p.Protocol == "TCP") is not { } port)
        {
            why = $"its service has no port {hook.ServicePort}, only {string.Join(", ", service.Ports)}";
            exhibits.Add(Exhibits.Of(services.Section!, service, "spec.ports"));
        }
        else if (service.IsExternalName)
        {
            // Resolved by the API server, outside the cluster: nothing in the API tells whether it answers.
            return null;
        }
        else
        {
            var own = slices.Items.Where(s => s.ServiceName == hook.ServiceName).ToList();
            if (own.Any(s => s.Ports.Any(p => p.Name == port.Name) && s.Endpoints.Any(e => e.Ready && e.Addresses.Count > 0)))
            {
                return null;
            }

            why = $"its service {target} has no ready endpoint";
            exhibits.AddRange(own.Select(s => Exhibits.Of(slices.Section!, s, "endpoints")));
        }

        var asked = string.Join("; ", hook.Rules);
        var blocks = hook.FailurePolicy != "Ignore";
        return new Finding(Info.Id, subject, blocks ? Verdict.Fail : Verdict.Warn, blocks
            ? $"webhook {hook.Name} blocks {asked}: {why}"
            : $"webhook {hook.Name} is never answered: {why}")
        {
            Details =
            [
                $"{configuration.Kind} {configuration.Name}, failurePolicy {hook.FailurePolicy}, time-out {hook.TimeoutSeconds} s.",
                blocks
                    ? "The API server refuses each of these requests: \"failed calling webhook\"."
                    : $"failurePolicy Ignore lets requests through, each after up to {hook.TimeoutSeconds} s.",
            ],
            Exhibits = exhibits,
            Remedy = $"Bring {hook.ServiceNamespace}/{hook.ServiceName} back; if it is gone for good, remove its configuration.",
            RemedyCommand = $"kubectl get service,endpointslices,pods -n {hook.ServiceNamespace}",
        };
    }

    private static string HookPath(WebhookConfiguration configuration, Webhook hook, string field) =>
        $"webhooks[{configuration.Webhooks.ToList().IndexOf(hook)}].{field}";
}
