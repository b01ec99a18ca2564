using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Tables of volumes, claims, classes and CSI objects.</summary>
internal static class StorageTables
{
    private static readonly (string Name, string Short)[] ShortModes =
    [
        ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"),
    ];

    public static IEnumerable<KeyValuePair<string, KindTable>> All =>
    [
        new("persistentvolumes", new(
            [
                KindTable.Name, new("Capacity"), new("Access Modes"), new("Reclaim Policy"), new("Status"), new("Claim"),
                new("StorageClass"), new("VolumeAttributesClass"), new("Reason"), KindTable.Age, new("VolumeMode", Priority: 1),
            ],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.Text("spec", "capacity", "storage"))
                .Text(AccessModes(item.At("spec", "accessModes")))
                .Text(item.Text("spec", "persistentVolumeReclaimPolicy"))
                .Text(Ending(item, item.Text("status", "phase")))
                .Text(item.At("spec", "claimRef").Exists() ? $"{item.Text("spec", "claimRef", "namespace")}/{item.Text("spec", "claimRef", "name")}" : "")
                .Text(item.Text("spec", "storageClassName"))
                .TextOr(item.Text("spec", "volumeAttributesClassName"), RowBuilder.Unset)
                .Text(item.Text("status", "reason"))
                .Age(item.Created())
                .TextOr(item.Text("spec", "volumeMode"), RowBuilder.Unset))),
        new("persistentvolumeclaims", new(
            [
                KindTable.Name, new("Status"), new("Volume"), new("Capacity"), new("Access Modes"), new("StorageClass"),
                new("VolumeAttributesClass"), KindTable.Age, new("VolumeMode", Priority: 1),
            ],
            static (item, row, _) =>
            {
                var bound = item.Text("spec", "volumeName").Length > 0;
                row.Text(item.Name())
                    .Text(Ending(item, item.Text("status", "phase")))
                    .Text(item.Text("spec", "volumeName"))
                    .Text(bound ? item.Text("status", "capacity", "storage") : "")
                    .Text(bound ? AccessModes(item.At("status", "accessModes")) : "")
                    .Text(item.Text("spec", "storageClassName"))
                    .TextOr(item.Text("spec", "volumeAttributesClassName"), RowBuilder.Unset)
                    .Age(item.Created())
                    .TextOr(item.Text("spec", "volumeMode"), RowBuilder.Unset);
            })),
        new("storageclasses.storage.k8s.io", new(
            [
                KindTable.Name, new("Provisioner"), new("ReclaimPolicy"), new("VolumeBindingMode"), new("AllowVolumeExpansion"),
                KindTable.Age,
            ],
            static (item, row, _) => row
                .Text(item.Name() + (item.Text("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true" ? " (default)" : ""))
                .Text(item.Text("provisioner"))
                .TextOr(item.Text("reclaimPolicy"), "Delete")
                .TextOr(item.Text("volumeBindingMode"), "Immediate")
                .Truth(item.Flag("allowVolumeExpansion"))
                .Age(item.Created()))),
        new("volumeattachments.storage.k8s.io", new(
            [KindTable.Name, new("Attacher"), new("PV"), new("Node"), new("Attached", "boolean"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.Text("spec", "attacher"))
                .Text(item.Text("spec", "source", "persistentVolumeName"))
                .Text(item.Text("spec", "nodeName"))
                .Truth(item.Flag("status", "attached"))
                .Age(item.Created()))),
        new("csidrivers.storage.k8s.io", new(
            [
                KindTable.Name, new("AttachRequired", "boolean"), new("PodInfoOnMount", "boolean"), new("StorageCapacity", "boolean"),
                new("TokenRequests"), new("RequiresRepublish", "boolean"), new("Modes"), KindTable.Age,
            ],
            static (item, row, _) => row.Text(item.Name())
                .Truth(item.At("spec", "attachRequired").ValueKind != JsonValueKind.False)
                .Truth(item.Flag("spec", "podInfoOnMount"))
                .Truth(item.Flag("spec", "storageCapacity"))
                .TextOr(Cells.Joined(item.Items("spec", "tokenRequests").Select(request => request.Text("audience"))), RowBuilder.Unset)
                .Truth(item.Flag("spec", "requiresRepublish"))
                .TextOr(Cells.Joined(item.Items("spec", "volumeLifecycleModes").Select(mode => mode.AsText())), RowBuilder.None)
                .Age(item.Created()))),
        new("csinodes.storage.k8s.io", new(
            [KindTable.Name, new("Drivers", "integer"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name()).Number(item.Count("spec", "drivers")).Age(item.Created()))),
        new("csistoragecapacities.storage.k8s.io", new(
            [KindTable.Name, new("StorageClassName"), new("Capacity"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.Text("storageClassName"))
                .TextOr(item.Text("capacity"), RowBuilder.Unset)
                .Age(item.Created()))),
    ];

    private static string Ending(JsonElement item, string phase) =>
        item.At("metadata", "deletionTimestamp").Exists() ? "Terminating" : phase;

    private static string AccessModes(JsonElement modes)
    {
        var there = modes.Items().Select(mode => mode.AsText()).ToHashSet();
        return Cells.Joined(ShortModes.Where(mode => there.Contains(mode.Name)).Select(mode => mode.Short));
    }
}
