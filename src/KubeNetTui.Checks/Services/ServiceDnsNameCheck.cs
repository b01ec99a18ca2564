using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.dns-name</c>: the cluster's DNS answers the service's name with what it should.</summary>
public sealed class ServiceDnsNameCheck : ICheck
{
    /// <summary>Aliases of aliases; CoreDNS itself follows no more than some.</summary>
    private const int LongestAlias = 8;

    public CheckInfo Info { get; } = new(
        "service.dns-name", SubjectKind.Service, "Name resolves",
        "NAME.NAMESPACE.svc.DOMAIN resolves to the virtual IP; headless: to every ready pod; ExternalName: to an alias that resolves and does not lead back.",
        "The service, its EndpointSlices, service kube-dns, the Corefile; a question to the cluster's DNS from a node, over TCP where the answer may be long.",
        [
            "A headless service with publishNotReadyAddresses answers with pods that are not Ready, too.",
            "A headless service without ready pods has no addresses: NXDOMAIN, and service.endpoints says why.",
            "Answers are cached for up to 30 s: pods that came or went within a minute are not held against it.",
            "An alias to a name outside the cluster may resolve in the cluster alone, or outside alone: only the cluster's DNS is asked.",
            "That DNS as a whole does not answer is dns.service's finding, not the name's.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in (IEnumerable<Need>)[.. ServiceScope.Needs(subject), Evidence.Needs.Nodes(),
            Evidence.Needs.Services(ClusterDns.Namespace), Evidence.Needs.Pods(ClusterDns.Namespace),
            .. ClusterNames.Needs(soFar)])
        {
            yield return need;
        }

        if (soFar.Services(subject.Namespace).Find(subject.Name) is not { } service)
        {
            yield break;
        }

        foreach (var need in Aliases(service, soFar).Select(a => (Need)Evidence.Needs.Services(a.Namespace)))
        {
            yield return need;
        }

        if (Question(service, soFar) is { } question)
        {
            yield return question;
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var services = evidence.Services(subject.Namespace);
        if (services.Find(subject.Name) is not { } service)
        {
            return [services.IsRead
                ? Info.Unknown(subject, $"there is no service {subject.Name} in namespace {subject.Namespace}")
                : Info.Unknown(subject, $"the services are not known: {services.Problem}", services.HowToGet)];
        }

        if (service.IsExternalName && Loop(service, evidence) is { } loop)
        {
            return [Info.Fail(subject, $"its alias leads back to itself: {string.Join(" → ", loop)}") with
            {
                Exhibits = [Exhibits.Of(services.Section!, service, "spec.externalName")],
                Remedy = "Point externalName to a name that has an address.",
                RemedyCommand = $"kubectl edit service -n {subject.Namespace} {subject.Name}",
            }];
        }

        if (Question(service, evidence) is not { } question)
        {
            var dns = evidence.Services(ClusterDns.Namespace);
            return [Info.Unknown(subject,
                $"the name was not asked for: {(!dns.IsRead ? dns.Problem : !evidence.Nodes().IsRead ? evidence.Nodes().Problem : "the cluster has no DNS service that is known, or no node that is Ready")}", dns.HowToGet)];
        }

        var tried = Tried.Of(evidence, question);
        return [tried.IsMissing ? Probes.NotTried(Info, subject, $"the name {Name(service, evidence)}", [tried])
            : Judge(subject, service, tried, evidence)];
    }

    private static string Name(Service service, IEvidence evidence) => $"{service.Name}.{service.Namespace}.svc.{ClusterNames.Domain(evidence)}";

    private static ProbeNeed? Question(Service service, IEvidence evidence)
    {
        List<Pod> servers = [.. evidence.Pods(ClusterDns.Namespace).Items.Where(ClusterDns.IsServer)];
        if (ClusterDns.Service(evidence.Services(ClusterDns.Namespace).Items, servers) is not { ClusterIps: [var server, ..], IsHeadless: false })
        {
            return null;
        }

        var from = servers.Where(p => p.IsReady).Select(p => p.NodeName).Concat(evidence.Nodes().Items.Where(n => n.IsReady).Select(n => n.Name))
            .FirstOrDefault(n => evidence.Nodes().Find("", n) is { IsReady: true });
        var type = service.IpFamilies is ["IPv6", ..] ? "AAAA" : "A";
        return from is null ? null
            : service.IsHeadless ? Probes.DnsTcp(Place.Node(from), server, Name(service, evidence), type)
            : Probes.Dns(Place.Node(from), server, Name(service, evidence), type);
    }

    private Finding Judge(Subject subject, Service service, Tried tried, IEvidence evidence)
    {
        var name = Name(service, evidence);
        var result = tried.Result!;
        if (!tried.IsReached || result.DnsCode is "" or "SERVFAIL" or "REFUSED")
        {
            return Info.Unknown(subject, $"the cluster's DNS gave no answer to {name}: {Tried.Word(result)}",
                "dns.service, dns.pods and dns.answers say why DNS itself does not answer.") with { Exhibits = Probes.Show([tried]) };
        }

        return service.IsExternalName ? OfAlias(subject, service, tried, name)
            : service.IsHeadless ? OfHeadless(subject, service, tried, name, evidence)
            : OfVirtualIp(subject, service, tried, name, evidence);
    }

    private Finding OfVirtualIp(Subject subject, Service service, Tried tried, string name, IEvidence evidence)
    {
        List<string> answer = [.. tried.Result!.Addresses.Select(IpText.Canonical)];
        if (answer.Intersect(service.ClusterIps.Select(IpText.Canonical)).Any())
        {
            return Info.Pass(subject,
                $"{name} is {string.Join(", ", answer)}, answered in {tried.Result.Took.TotalMilliseconds:0} ms") with { Exhibits = Probes.Show([tried]) };
        }

        var young = service.Meta.Created is { } created && evidence.Now - created < TimeSpan.FromMinutes(1);
        var says = answer.Count == 0 ? tried.Result.DnsCode == "NXDOMAIN" ? "does not exist for the cluster's DNS (NXDOMAIN)"
            : "has no address" : $"is {Words.Some(answer)}";
        var title = $"{name} {says}, but the service has {string.Join(", ", service.ClusterIps)}";
        return (young ? Info.Warn(subject, title + " (made less than a minute ago)") : Info.Fail(subject, title)) with
        {
            Details =
            [
                answer.Count > 0
                    ? "A rewrite, a hosts entry or a stale cache answers in its place, or the service was made anew with another address."
                    : "The DNS servers do not see the service: they watch the API, and may have lost it or never had the permission; or the cluster's domain is another.",
            ],
            Exhibits = [.. Probes.Show([tried]), Exhibits.Of(evidence.Services(subject.Namespace).Section!, service, "spec.clusterIPs")],
            Remedy = "Look at dns.corefile for the domain and overrides, and at the DNS servers' logs for errors of their watches.",
            RemedyCommand = $"kubectl logs -n {ClusterDns.Namespace} -l k8s-app={ClusterDns.Label} --tail=50",
        };
    }

    private Finding OfHeadless(Subject subject, Service service, Tried tried, string name, IEvidence evidence)
    {
        var slices = evidence.EndpointSlices(subject.Namespace);
        if (!slices.IsRead)
        {
            return Info.Unknown(subject, $"the EndpointSlices are not known: {slices.Problem}", slices.HowToGet);
        }

        var family = service.IpFamilies is ["IPv6", ..] ? "IPv6" : "IPv4";
        var endpoints = SlicesByService.Of(slices, service.Namespace,
            service.Name).Where(s => s.AddressType == family).SelectMany(s => s.Endpoints).ToList();
        HashSet<string> expected = [.. endpoints.Where(e => e.Ready
            || service.PublishNotReadyAddresses).SelectMany(e => e.Addresses).Select(IpText.Canonical)];
        HashSet<string> answered = [.. tried.Result!.Addresses.Where(a => !a.EndsWith('.')).Select(IpText.Canonical)];
        if (expected.Count == 0)
        {
            return answered.Count == 0
                ? Info.NotApplicable(subject, $"{name} has no address, because no endpoint is ready; service.endpoints says why")
                : Info.Warn(subject, $"{name} is {Words.Some(answered)}, but no endpoint is ready") with { Exhibits = Probes.Show([tried]) };
        }

        List<string> missing = [.. expected.Except(answered)], extra = [.. answered.Except(expected)];
        if (missing.Count + extra.Count == 0)
        {
            return Info.Pass(subject,
                $"{name} has all {Words.Count(expected.Count, "ready pod")}, answered in {tried.Result.Took.TotalMilliseconds:0} ms") with { Exhibits = Probes.Show([tried]) };
        }

        // Tools print so many addresses and no more, and an answer may be cut: what is missing then proves nothing.
        if (answered.Count > 0 && extra.Count == 0 && expected.Count > 20)
        {
            return Info.Pass(subject,
                $"{name} has {answered.Count} of {expected.Count} ready pods in one answer: such long answers are cut") with { Exhibits = Probes.Show([tried]) };
        }

        var title = answered.Count == 0
            ? $"{name} has no address ({tried.Result.DnsCode}), but {Words.Count(expected.Count, "pod")} {(expected.Count == 1 ? "is" : "are")} ready"
            : $"{name} differs from the ready pods: {(missing.Count > 0 ? $"without {Words.Some(missing)}" : "")}{(missing.Count > 0 && extra.Count > 0 ? ", " : "")}{(extra.Count > 0 ? $"with {Words.Some(extra)}, which is no ready pod" : "")}";
        return (answered.Count == 0 ? Info.Fail(subject, title) : Info.Warn(subject, title)) with
        {
            Details = ["Answers are kept for up to 30 s: run again before taking it for a fault."],
            Exhibits = [.. Probes.Show([tried]),
                .. SlicesByService.Of(slices, service.Namespace,
                service.Name).Take(2).Select(s => Exhibits.Of(slices.Section!, s, "endpoints"))],
            Remedy = "If it stays, the DNS servers don't follow the EndpointSlices: look at their logs and their permission to watch them.",
            RemedyCommand = $"kubectl logs -n {ClusterDns.Namespace} -l k8s-app={ClusterDns.Label} --tail=50",
        };
    }

    private Finding OfAlias(Subject subject, Service service, Tried tried, string name)
    {
        List<string> addresses = [.. tried.Result!.Addresses.Where(a => !a.EndsWith('.'))];
        var exhibits = Probes.Show([tried]);
        return addresses.Count > 0
            ? Info.Pass(subject, $"{name} is the alias of {service.ExternalName}, which is {Words.Some(addresses)}") with { Exhibits = exhibits }
            : Info.Fail(subject, $"{name} is the alias of {service.ExternalName}, which has no address ({tried.Result.DnsCode})") with
            {
                Details = ["ExternalName takes a name; an address in it is taken for a name as well, and never resolves."],
                Exhibits = exhibits,
                Remedy = "Point externalName to a name that resolves from the cluster's DNS.",
                RemedyCommand = $"kubectl edit service -n {service.Namespace} {service.Name}",
            };
    }

    private static List<string>? Loop(Service service, IEvidence evidence)
    {
        List<string> chain = [service.FullName];
        foreach (var (ns, name) in Aliases(service, evidence))
        {
            var at = chain.IndexOf($"{ns}/{name}");
            chain.Add($"{ns}/{name}");
            if (at >= 0)
            {
                return chain;
            }
        }

        return null;
    }

    /// <summary>Services of this cluster that the alias names, one after the other, as far as they are known.</summary>
    private static IEnumerable<(string Namespace, string Name)> Aliases(Service service, IEvidence evidence)
    {
        var suffix = $".svc.{ClusterNames.Domain(evidence)}";
        for (var i = 0; i < LongestAlias && service is { IsExternalName: true }; i++)
        {
            var target = service.ExternalName.TrimEnd('.');
            if (!target.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) || target[..^suffix.Length].Split('.') is not [var name, var ns])
            {
                yield break;
            }

            yield return (ns, name);
            if (evidence.Services(ns).Find(name) is not { } next)
            {
                yield break;
            }

            service = next;
        }
    }
}
