using System.Text.Json;
using KubeNetTui.Reading;

namespace KubeNetTui.Trees;

/// <summary>What a tree keeps of a pod: its containers and what it refers to. A whole pod is ten times as large.</summary>
internal sealed record PodShape(string Namespace, string Name, string Uid, string Node, IReadOnlyList<ContainerShape> Containers, IReadOnlyList<Reference> References)
{
    /// <summary>Null where the JSON is no object.</summary>
    public static PodShape? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return Of(new Fields(document.RootElement));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PodShape Of(Fields pod)
    {
        var (meta, spec, status) = (pod["metadata"], pod["spec"], pod["status"]);
        List<ContainerShape> containers = [];
        foreach (var (list, states, isInit) in (ReadOnlySpan<(string, string, bool)>)
            [("initContainers", "initContainerStatuses", true), ("containers", "containerStatuses", false), ("ephemeralContainers", "ephemeralContainerStatuses", false)])
        {
            Dictionary<string, Fields> known = [];
            foreach (var state in status[states].Items)
            {
                known[state["name"].Text] = state;
            }

            containers.AddRange(spec[list].Items.Select(c => ContainerShape.Of(c, known.GetValueOrDefault(c["name"].Text), isInit)));
        }

        List<Reference> references = [];
        if (spec["serviceAccountName"].Text is { Length: > 0 } account)
        {
            references.Add(new Reference("sa", account, false, "runs as"));
        }

        references.AddRange(spec["imagePullSecrets"].Items.Select(s => new Reference("secret", s["name"].Text, false, "pulls images")));
        foreach (var volume in spec["volumes"].Items)
        {
            var used = $"volume {volume["name"].Text}";
            Add(references, volume, used);
            foreach (var source in volume["projected"]["sources"].Items)
            {
                Add(references, source, used);
            }
        }

        return new PodShape(
            meta["namespace"].Text, meta["name"].Text, meta["uid"].Text, spec["nodeName"].Text, containers,
            [.. references.Where(r => r.Name.Length > 0).DistinctBy(r => (r.Kind, r.Name))]);
    }

    private static void Add(List<Reference> references, Fields volume, string used)
    {
        if (volume["configMap"] is { IsObject: true } map)
        {
            references.Add(new Reference("cm", map["name"].Text, map["optional"].IsTrue, used));
        }

        if (volume["secret"] is { IsObject: true } secret)
        {
            var name = secret["secretName"].Text is { Length: > 0 } own ? own : secret["name"].Text; // the latter in projected volumes
            references.Add(new Reference("secret", name, secret["optional"].IsTrue, used));
        }

        if (volume["persistentVolumeClaim"]["claimName"].Text is { Length: > 0 } claim)
        {
            references.Add(new Reference("pvc", claim, false, used));
        }
    }
}

/// <summary>Something that a pod needs by name, in its own namespace.</summary>
/// <param name="Kind"><c>cm</c>, <c>secret</c>, <c>pvc</c>, <c>sa</c>.</param>
/// <param name="IsOptional">The pod starts without it.</param>
/// <param name="Used">What for: <c>volume config</c>, <c>environment</c>.</param>
internal sealed record Reference(string Kind, string Name, bool IsOptional, string Used);
