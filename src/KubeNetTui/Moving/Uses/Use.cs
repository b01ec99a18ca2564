using KubeNetTui.Kubernetes;

namespace KubeNetTui.Moving;

/// <summary>An object that uses another, or may: whether it does can depend on a third (an ingress, on the services of the pod).</summary>
/// <param name="Resource">Its kind.</param>
/// <param name="Namespace">"" for cluster-scoped kinds.</param>
/// <param name="How">In which way: <c>volume config</c>, <c>selects it</c>; "" where that depends on <see cref="Leads"/>.</param>
internal sealed record Use(ApiResource Resource, string Namespace, string Name, string Uid, DateTimeOffset? Created, string How)
{
    /// <summary>What it leads to, as <c>service/NAMESPACE/NAME</c>; empty: it is known to use what was asked about.</summary>
    public IReadOnlyList<string> Leads { get; init; } = [];

    /// <summary>What leads to it by its own word, written as in <see cref="Leads"/>: a route names its gateways, a slice its service.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>How others name it: <c>service/shop/web</c>.</summary>
    public string Key => Words(Resource.Singular, Namespace, Name);

    public static string Words(string singular, string ns, string name) => $"{singular}/{ns}/{name}";
}
