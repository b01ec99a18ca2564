using KubeNetTui.Evidence;
using KubeNetTui.Reading;

namespace KubeNetTui.Moving;

/// <summary>In which ways a pod's specification (or a template of one) uses a ConfigMap, Secret, service account or claim.</summary>
internal static class PodSpecUses
{
    private static readonly string[] ContainerLists = ["containers", "initContainers", "ephemeralContainers"];

    /// <param name="owner">Name of the pod: a generic ephemeral volume's claim is named by it; "" in a template.</param>
    public static IEnumerable<string> Of(Fields spec, string kind, string name, string owner) => kind switch
    {
        "ConfigMap" => Volumes(spec, "configMap", "name", "configMap", name).Concat(Variables(spec, "configMapRef", "configMapKeyRef", name)),
        "Secret" => Secrets(spec, name),
        "PersistentVolumeClaim" => Claims(spec, name, owner),
        "ServiceAccount" => Account(spec) == name ? ["runs as it"] : [],
        _ => [],
    };

    /// <summary>Where none is named, the admission plugin puts the namespace's <c>default</c>.</summary>
    private static string Account(Fields spec) =>
        spec["serviceAccountName"].Text is { Length: > 0 } named ? named : spec["serviceAccount"].Text is { Length: > 0 } old ? old : "default";

    private static IEnumerable<string> Secrets(Fields spec, string name) =>
    [
        .. Volumes(spec, "secret", "secretName", "secret", name),
        .. spec["volumes"].Items.Where(v => v["csi"]["nodePublishSecretRef"]["name"].Text == name).Select(v => $"volume {v["name"].Text} (CSI)"),
        .. Variables(spec, "secretRef", "secretKeyRef", name),
        .. spec["imagePullSecrets"].Items.Any(s => s["name"].Text == name) ? (string[])["pulls its images with it"] : [],
    ];

    private static IEnumerable<string> Claims(Fields spec, string name, string owner) =>
        spec["volumes"].Items
            .Where(v => v["persistentVolumeClaim"]["claimName"].Text == name
                || (owner.Length > 0 && v["ephemeral"].Exists && $"{owner}-{v["name"].Text}" == name))
            .Select(v => $"volume {v["name"].Text}{Mounts(spec, v["name"].Text)}");

    private static IEnumerable<string> Volumes(Fields spec, string field, string nameField, string projected, string name)
    {
        foreach (var volume in spec["volumes"].Items)
        {
            if (volume[field][nameField].Text == name || volume["projected"]["sources"].Items.Any(s => s[projected]["name"].Text == name))
            {
                yield return $"volume {volume["name"].Text}{Mounts(spec, volume["name"].Text)}";
            }
        }
    }

    private static string Mounts(Fields spec, string volume)
    {
        var paths = Containers(spec).SelectMany(c => c["volumeMounts"].Items).Where(m => m["name"].Text == volume)
            .Select(m => m["mountPath"].Text).Where(p => p.Length > 0).Distinct().ToList();
        return paths.Count == 0 ? "" : $" at {string.Join(", ", paths)}";
    }

    private static IEnumerable<string> Variables(Fields spec, string all, string key, string name)
    {
        foreach (var container in Containers(spec))
        {
            if (container["envFrom"].Items.Any(e => e[all]["name"].Text == name))
            {
                yield return $"all variables of {container["name"].Text}";
            }

            var variables = container["env"].Items.Where(e => e["valueFrom"][key]["name"].Text == name).Select(e => e["name"].Text).ToList();
            if (variables.Count > 0)
            {
                yield return $"{(variables.Count == 1 ? "variable" : "variables")} {string.Join(", ", variables)} of {container["name"].Text}";
            }
        }
    }

    private static IEnumerable<Fields> Containers(Fields spec) => ContainerLists.SelectMany(l => spec[l].Items);
}
