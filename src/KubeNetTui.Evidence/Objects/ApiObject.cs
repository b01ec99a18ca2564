namespace KubeNetTui.Evidence;

/// <summary>What the records of API objects have in common. They hold what checks read, not all that the API has.</summary>
public abstract record ApiObject
{
    public required ObjectMeta Meta { get; init; }

    /// <summary>The object's JSON without <c>managedFields</c>; empty where the reader of the list did not keep it.</summary>
    public ReadOnlyMemory<byte> Raw { get; internal set; }

    /// <summary><c>Pod</c>, <c>Service</c>, …</summary>
    public abstract string Kind { get; }

    /// <summary>"" for what is in no namespace.</summary>
    public string Namespace => Meta.Namespace;

    public string Name => Meta.Name;

    /// <summary><c>shop/web</c>, or only the name for what is in no namespace.</summary>
    public string FullName => Namespace.Length > 0 ? $"{Namespace}/{Name}" : Name;
}
