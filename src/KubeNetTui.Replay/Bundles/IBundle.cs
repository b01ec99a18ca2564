namespace KubeNetTui.Replay;

/// <summary>Evidence of a cluster: its API objects, and the sections and logs taken from its nodes and pods.</summary>
public interface IBundle
{
    string Name { get; }

    /// <summary>What <c>/version</c> answers as <c>gitVersion</c>, e.g. <c>v1.33.13</c>.</summary>
    string ServerVersion { get; }

    /// <summary>The kinds that have objects, as <c>pods</c> or <c>deployments.apps</c>; a kind may be listed and empty.</summary>
    IReadOnlyCollection<string> Resources { get; }

    /// <summary>Kinds that no definition in the bundle describes and Kubernetes does not build in.</summary>
    IReadOnlyCollection<ResourceKind> ExtraKinds { get; }

    /// <summary>The objects of a kind, each as JSON text in UTF-8. <c>apiVersion</c> and <c>kind</c> may be missing, as in lists.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Objects(string resource);

    /// <summary>Highest <c>resourceVersion</c> of the lists; 0 when there is none.</summary>
    long ResourceVersion { get; }

    /// <summary>Output of one command on a node, or null.</summary>
    string? NodeSection(string node, string section);

    /// <summary>Output of one command in a pod's network namespace, or null.</summary>
    string? PodSection(string @namespace, string pod, string section);

    /// <summary>A container's log as text, or null when there is none.</summary>
    string? Log(string @namespace, string pod, string container, bool previous);

    /// <summary>When it was taken; null: it is of no moment, or lives.</summary>
    DateTimeOffset? Taken => null;

    /// <summary>CPU and memory are measured as by a metrics-server: made up, and for what runs at the moment.</summary>
    bool IsMeasured => false;

    /// <summary>What a path of the API answered, <c>HTTP STATUS</c> on the first line; null: not known.</summary>
    string? Raw(string pathAndQuery) => null;

    /// <summary>Why there is nothing of a kind in a namespace ("": in all of them together); null: what is there is all there was.</summary>
    string? WhyNotTaken(string resource, string @namespace) => null;
}
