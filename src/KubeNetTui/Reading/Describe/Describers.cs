using KubeNetTui.Kubernetes;

namespace KubeNetTui.Reading;

/// <summary>Which describer a kind has.</summary>
internal static class Describers
{
    public static IDescriber For(ApiResource resource) => (resource.Group, resource.Plural) switch
    {
        ("", "pods") => new PodDescriber(),
        ("", "services") => new ServiceDescriber(),
        ("", "nodes") => new NodeDescriber(),
        ("discovery.k8s.io", "endpointslices") => new EndpointSliceDescriber(),
        ("networking.k8s.io", "ingresses") => new IngressDescriber(),
        ("networking.k8s.io", "networkpolicies") => new NetworkPolicyDescriber(),
        ("networking.k8s.io", "ingressclasses") => new IngressClassDescriber(),
        ("networking.k8s.io", "ipaddresses") => new IpAddressDescriber(),
        ("admissionregistration.k8s.io", "validatingwebhookconfigurations") => new WebhookDescriber(mutating: false),
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations") => new WebhookDescriber(mutating: true),
        ("coordination.k8s.io", "leases") => new LeaseDescriber(),
        ("networking.k8s.io", "servicecidrs") => new ServiceCidrDescriber(),
        (Evidence.Needs.GatewayGroup, "gatewayclasses") => new GatewayClassDescriber(),
        (Evidence.Needs.GatewayGroup, "referencegrants") => new ReferenceGrantDescriber(),
        (Evidence.Needs.GatewayGroup, "gateways") => new GatewayDescriber(),
        (Evidence.Needs.GatewayGroup, "httproutes" or "grpcroutes" or "tlsroutes" or "tcproutes") => new RouteDescriber(resource.Kind),
        ("apps", "deployments" or "replicasets" or "statefulsets" or "daemonsets") => new WorkloadDescriber(),
        ("batch", "jobs") => new WorkloadDescriber(),
        ("batch", "cronjobs") => new CronJobDescriber(),
        ("", "configmaps" or "secrets") => new ConfigDescriber(),
        ("", "serviceaccounts") => new AccountDescriber(),
        ("", "persistentvolumeclaims" or "persistentvolumes") => new VolumeDescriber(),
        ("", "namespaces") => new NamespaceDescriber(),
        ("autoscaling", "horizontalpodautoscalers") => new AutoscalerDescriber(),
        ("policy", "poddisruptionbudgets") => new BudgetDescriber(),
        ("rbac.authorization.k8s.io", "roles" or "clusterroles" or "rolebindings" or "clusterrolebindings") => new RoleDescriber(),
        _ => new GenericDescriber(),
    };
}
