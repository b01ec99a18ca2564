namespace KubeNetTui.Replay;

/// <summary>How large a generated cluster is. The same numbers and seed give the same cluster.</summary>
public sealed record SizeOptions
{
    /// <summary>1 to 150,000.</summary>
    public int Pods { get; init; } = 1_000;

    /// <summary>At least 1; a node takes at most 1,000 pods.</summary>
    public int Nodes { get; init; } = 10;

    /// <summary>At least 1; each has a Deployment of its own that holds an equal share of the pods.</summary>
    public int Services { get; init; } = 50;

    public int Seed { get; init; } = 1;

    /// <summary>One service in so many is faulty; 0: none is.</summary>
    public int FaultyOneIn { get; init; } = 50;
}

/// <summary>What is wrong with a service of a generated cluster.</summary>
public enum SizeFault
{
    None,

    /// <summary>The selector asks for a label that the pods have not.</summary>
    Selector,

    /// <summary>No pod is ready.</summary>
    NotReady,

    /// <summary>targetPort is a name that no container port has.</summary>
    PortName,
}

/// <summary>A service that a check has to find, and why.</summary>
public sealed record ExpectedFault(string Namespace, string Service, SizeFault Fault);
