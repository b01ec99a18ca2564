using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>PersistentVolumeClaim and PersistentVolume: the one behind the other, and the pods that hold it.</summary>
internal sealed class VolumeDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
        selection.Resource.Plural == "persistentvolumeclaims" ? [.. UsersOf.Needs(selection.Namespace), CommonParts.EventsOf(selection)] : [CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        var (spec, status) = (o.Root["spec"], o.Root["status"]);
        var isClaim = o.Kind == "PersistentVolumeClaim";
        page.Head(o, null);
        page.Heading(isClaim ? "Claim" : "Volume");
        var phase = status["phase"].Text;
        page.Field("phase", [new TextRun(phase, phase is "Bound" or "Available" ? Tone.Pass : phase is "Pending" or "Released" ? Tone.Warn : Tone.Fail)]);
        page.Field("why", string.Join(": ", new[] { status["reason"].Text, status["message"].Text }.Where(static t => t.Length > 0)), Tone.Warn);
        page.Field("size", isClaim ? Size(spec["resources"]["requests"]["storage"].Text, status["capacity"]["storage"].Text) : spec["capacity"]["storage"].Text);
        page.Field("access", string.Join(", ", spec["accessModes"].Items.Select(static m => m.Text)));
        page.Field("mode", spec["volumeMode"].Text);
        page.Field("class", spec["storageClassName"].Text, Tone.Text, o.Link("StorageClass", "", spec["storageClassName"].Text));
        if (isClaim)
        {
            var volume = spec["volumeName"].Text;
            page.Field("volume", volume.Length > 0 ? volume : "none yet: it waits for one", volume.Length > 0 ? Tone.Text : Tone.Warn, o.Link("PersistentVolume", "", volume));
        }
        else
        {
            var claim = spec["claimRef"];
            page.Field("claim", claim["name"].Text.Length > 0 ? $"{claim["namespace"].Text}/{claim["name"].Text}" : "none: it is free", Tone.Text,
                o.Link("PersistentVolumeClaim", claim["namespace"].Text, claim["name"].Text));
            page.Field("when released", spec["persistentVolumeReclaimPolicy"].Text);
            page.Field("source", string.Join(", ", spec.Members.Where(static m => m.Value.IsObject && m.Key is not ("capacity" or "claimRef" or "nodeAffinity")).Select(static m =>
                m.Key == "csi" ? $"csi {m.Value["driver"].Text} {m.Value["volumeHandle"].Text}" : m.Key + " " + m.Value["path"].Text)).Trim());
            foreach (var expression in spec["nodeAffinity"]["required"]["nodeSelectorTerms"].Items.SelectMany(static t => t["matchExpressions"].Items))
            {
                page.Field("only on nodes", $"{expression["key"].Text} {expression["operator"].Text} {string.Join(", ", expression["values"].Items.Select(static v => v.Text))}");
            }
        }

        page.Owners(o);
        GenericDescriber.Conditions(page, o);
        if (isClaim)
        {
            UsersOf.Write(page, o);
        }

        page.Events(o);
        page.Labels(o);
    }

    private static string Size(string wanted, string has) => has.Length == 0 ? $"{wanted} wanted" : has == wanted ? has : $"{has}, {wanted} wanted";
}
