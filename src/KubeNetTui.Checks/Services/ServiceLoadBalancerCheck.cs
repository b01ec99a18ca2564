using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.load-balancer</c>: why EXTERNAL-IP is pending, or what speaks against the address given.</summary>
public sealed class ServiceLoadBalancerCheck : ICheck
{
    // Clouds take one to three minutes; longer without a word is no longer work in progress.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private static readonly (string[] Words, string Cause, string Remedy)[] Known =
    [
        (["AuthorizationFailed", "LinkedAuthorizationFailed", "does not have authorization", "AccessDenied", "UnauthorizedOperation"],
            "the cluster's identity may not do it in the cloud", "Give the cluster's identity the role on the subnet, address or resource group that the message names."),
        (["LimitReached", "QuotaExceeded", "quota", "LimitExceeded"],
            "a quota of the cloud is used up", "Raise the quota, or remove addresses and load balancers that nobody uses."),
        (["SubnetIsFull", "InsufficientFreeAddresses", "not enough free addresses", "SubnetFull"],
            "the subnet has no free address", "Free addresses in the subnet, or use a larger one."),
        (["could not find public IP", "PublicIPAddressNotFound", "user supplied IP Address", "PrivateIPAddressIsAllocated", "already in use", "is in use", "PrivateIPAddressNotInSubnet"],
            "the address asked for is not there, or taken", "Ask for an address that exists, is free, and lies in the right resource group and subnet."),
        (["no available IPs", "no available ips", "Failed to allocate IP", "not allowed by config"],
            "the pool has no address for it", "Widen the address pool, or let this service use another."),
        (["could not find any suitable subnets", "unable to resolve at least one subnet"],
            "no subnet fits", "Tag the subnets for load balancers, as the cloud's documentation says."),
    ];

    public CheckInfo Info { get; } = new(
        "service.load-balancer", SubjectKind.Service, "Load balancer",
        "The service has its external address; or why EXTERNAL-IP is <pending>; or what shows that the load balancer is not up to date.",
        "The service's status and conditions, Warning events of its controller, its endpoints.",
        [
            "For its first 3 minutes a pending address without an error is work in progress.",
            "Pending without any event is a Warn: a cluster without a load balancer controller never answers.",
            "Whether the address answers from outside is not told from the API: it takes a probe.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        yield return Evidence.Needs.Services(subject.Namespace);
        if (soFar.Services(subject.Namespace).Find(subject.Name) is { Type: "LoadBalancer" })
        {
            yield return Evidence.Needs.Warnings(subject.Namespace);
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryFind(subject, evidence, Info, out Reading<Service> services, out Service? service, out Finding? instead))
        {
            return [instead];
        }

        if (service.Type != "LoadBalancer")
        {
            return [Info.NotApplicable(subject, $"type {service.Type}: no load balancer is asked for")];
        }

        Reading<KubeEvent> warnings = evidence.Warnings(subject.Namespace);
        List<KubeEvent> failures = [.. EventsByObject.Of(warnings, service).Where(e => e.Reason.Contains("LoadBalancer", StringComparison.OrdinalIgnoreCase) || e.Reason is "AllocationFailed" or "FailedDeployModel" or "FailedBuildModel")];
        Finding finding = service.LoadBalancer.Count == 0
            ? Pending(subject, service, evidence, warnings, failures)
            : Given(subject, service, evidence, failures);
        List<Exhibit> exhibits = failures.Count > 0 && finding.Verdict > Verdict.Unknown ? [Exhibits.Of(warnings.Section!, failures.Take(5))] : [];
        exhibits.Add(Exhibits.Of(services.Section!, service, "status.loadBalancer", "status.conditions", "spec.loadBalancerIP", "spec.loadBalancerClass", "spec.loadBalancerSourceRanges"));
        return [finding with { Exhibits = exhibits }];
    }

    private Finding Pending(Subject subject, Service service, IEvidence evidence, Reading<KubeEvent> warnings, List<KubeEvent> failures)
    {
        string command = $"kubectl describe service -n {service.Namespace} {service.Name}";
        if (failures is [var last, ..])
        {
            string message = Words.OneLine(last.Message);
            (string[] _, string cause, string remedy) = Array.Find(Known, k => k.Words.Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase)));
            return Info.Fail(subject, $"no external address: {(cause is null ? Words.Cut(message, 200) : cause)}") with
            {
                Details = [message], Remedy = remedy ?? "The message is the cloud's own words.", RemedyCommand = command,
            };
        }

        TimeSpan waits = service.Meta.Created is { } created ? evidence.Now - created : TimeSpan.MaxValue;
        if (waits < Patience)
        {
            return Info.Warn(subject, $"no external address yet, {Words.Age(waits)} after it was made; no error so far") with { Remedy = "Wait; clouds take one to three minutes.", RemedyCommand = command };
        }

        string controller = service.LoadBalancerClass.Length > 0 ? $"the controller of loadBalancerClass {service.LoadBalancerClass}" : "a load balancer controller";
        return !warnings.IsRead
            ? Info.Unknown(subject, $"no external address, and the events that say why are not known: {warnings.Problem}", warnings.HowToGet)
            : Info.Warn(subject, $"no external address, and no event says why: {controller} does not seem to run in this cluster") with
            {
                Details = ["Events go after an hour; the controller's log has what came before. The service works within the cluster and on its node ports."],
                Remedy = "Look at the cloud-controller-manager's log; on bare metal install one (MetalLB, kube-vip), or use a NodePort.",
                RemedyCommand = command,
            };
    }

    private Finding Given(Subject subject, Service service, IEvidence evidence, List<KubeEvent> failures)
    {
        string addresses = string.Join(", ", service.LoadBalancer.Select(l => l.Address));
        string[] beside =
        [
            .. service.LoadBalancerSourceRanges.Count > 0 ? [$"Only clients of {Words.Some(service.LoadBalancerSourceRanges)} are let in (loadBalancerSourceRanges)."] : Array.Empty<string>(),
            "Whether the address answers from outside takes a probe from there.",
        ];
        if (failures is [{ Last: { } at } last, ..] && evidence.Now - at < Recent)
        {
            return Info.Warn(subject, $"has {addresses}, but its last update failed {Words.Age(evidence.Now - at)} ago: {Words.Cut(Words.OneLine(last.Message), 200)}") with
            {
                Details = ["The load balancer may still send to nodes or ports of before.", .. beside],
                Remedy = "The message is the cloud's own words; when its cause is gone, the controller tries again by itself.",
                RemedyCommand = $"kubectl describe service -n {service.Namespace} {service.Name}",
            };
        }

        if (service.Conditions.FirstOrDefault(c => c is { Type: "LoadBalancerPortsError", IsTrue: true }) is { } ports)
        {
            return Info.Warn(subject, $"has {addresses}, but not for all ports: {ports.Reason} {Words.OneLine(ports.Message)}".TrimEnd()) with { Details = beside };
        }

        return service.LoadBalancerIp.Length > 0 && service.LoadBalancer.All(l => l.Ip != service.LoadBalancerIp)
            ? Info.Warn(subject, $"asks for {service.LoadBalancerIp}, and has {addresses}") with
            {
                Details = ["spec.loadBalancerIP is deprecated; clouds may take no notice of it.", .. beside],
                Remedy = "Use the annotation of the cloud for a fixed address.",
            }
            : Info.Pass(subject, $"has {addresses}", beside);
    }
}
