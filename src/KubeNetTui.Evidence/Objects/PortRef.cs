namespace KubeNetTui.Evidence;

/// <summary>A port by number or by name (Kubernetes' IntOrString). Name "" and Number 0: none given.</summary>
public readonly record struct PortRef(int Number, string Name)
{
    public bool IsName => Name is { Length: > 0 };

    public bool IsEmpty => !IsName && Number == 0;

    public override string ToString() => IsName ? Name : Number.ToString();
}
