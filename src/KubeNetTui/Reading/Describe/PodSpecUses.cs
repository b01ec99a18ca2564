namespace KubeNetTui.Reading;

/// <summary>How a pod's spec makes use of another object of its namespace: mounted, as environment, to pull images, as its account.</summary>
internal static class PodSpecUses
{
    /// <summary>The ways, in words; none: it does not use it.</summary>
    /// <param name="kind">ConfigMap, Secret, PersistentVolumeClaim or ServiceAccount.</param>
    /// <param name="pod">Its name, where it is a pod and no template of one.</param>
    public static IReadOnlyList<string> Of(Fields spec, string kind, string name, string pod = "") =>
        [.. All(spec, pod).Where(u => u.Kind == kind && u.Name == name).Select(static u => u.How).Distinct()];

    /// <summary>Everything that it makes use of.</summary>
    /// <param name="pod">A generic ephemeral volume's claim is named by it; "": none is known.</param>
    public static IEnumerable<(string Kind, string Name, string How)> All(Fields spec, string pod = "")
    {
        // Where none is named, the admission plugin puts the namespace's own.
        yield return ("ServiceAccount", spec["serviceAccountName"].Text is { Length: > 0 } account ? account : "default", "runs as it");
        foreach (var volume in spec["volumes"].Items)
        {
            var how = $"volume {volume["name"].Text}{Mounts(spec, volume["name"].Text)}";
            if (pod.Length > 0 && volume["ephemeral"].Exists)
            {
                yield return ("PersistentVolumeClaim", $"{pod}-{volume["name"].Text}", how);
            }

            foreach (var use in OfVolume(volume, how).Concat(volume["projected"]["sources"].Items.SelectMany(s => OfVolume(s, how))))
            {
                yield return use;
            }
        }

        foreach (var container in Containers(spec))
        {
            var of = container["name"].Text;
            foreach (var source in container["envFrom"].Items)
            {
                yield return ("ConfigMap", source["configMapRef"]["name"].Text, $"environment of {of}");
                yield return ("Secret", source["secretRef"]["name"].Text, $"environment of {of}");
            }

            foreach (var variable in container["env"].Items)
            {
                var (map, secret) = (variable["valueFrom"]["configMapKeyRef"], variable["valueFrom"]["secretKeyRef"]);
                yield return ("ConfigMap", map["name"].Text, $"{variable["name"].Text} of {of} (key {map["key"].Text})");
                yield return ("Secret", secret["name"].Text, $"{variable["name"].Text} of {of} (key {secret["key"].Text})");
            }
        }

        foreach (var pull in spec["imagePullSecrets"].Items)
        {
            yield return ("Secret", pull["name"].Text, "pulls images");
        }
    }

    // A projected volume names its secrets by name, another one by secretName.
    private static IEnumerable<(string Kind, string Name, string How)> OfVolume(Fields volume, string how) =>
    [
        ("ConfigMap", volume["configMap"]["name"].Text, how),
        ("Secret", volume["secret"]["secretName"].Text + volume["secret"]["name"].Text, how),
        ("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"].Text, how),
        ("Secret", volume["csi"]["nodePublishSecretRef"]["name"].Text, how),
    ];

    private static IEnumerable<Fields> Containers(Fields spec) =>
        spec["initContainers"].Items.Concat(spec["containers"].Items).Concat(spec["ephemeralContainers"].Items);

    private static string Mounts(Fields spec, string volume)
    {
        var paths = Containers(spec).SelectMany(c => c["volumeMounts"].Items).Where(m => m["name"].Text == volume)
            .Select(m => m["mountPath"].Text).Where(p => p.Length > 0).Distinct().ToList();
        return paths.Count == 0 ? "" : $" at {string.Join(", ", paths)}";
    }
}
