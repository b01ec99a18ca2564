using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A port of a service that something leads to: a path of an ingress, a rule of a route, a webhook.</summary>
/// <param name="Service">"" where it leads to something that is no service.</param>
/// <param name="Port">By number or name.</param>
/// <param name="For">What is sent there: <c>shop.example.com/catalog</c>.</param>
public sealed record Backend(string Namespace, string Service, PortRef Port, string For)
{
    /// <summary>Where it leads, if to no service: <c>Bucket static</c>, a URL.</summary>
    public string Other { get; init; } = "";

    /// <summary>Who leads there, where that needs a ReferenceGrant from another namespace; null: it needs none.</summary>
    public BackendSender? From { get; init; }

    /// <summary>A failure blocks nothing: it is a warning.</summary>
    public bool IsOptional { get; init; }

    public override string ToString() => Service.Length == 0 ? Other : Port.IsEmpty ? Service : $"{Service}:{Port}";
}

/// <summary>A route of the Gateway API, as grants name it.</summary>
public sealed record BackendSender(string Group, string Kind, string Namespace);
