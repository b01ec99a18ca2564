using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Kinds;

/// <summary>A kind of a network plugin: few enough, and of shapes that change with the plugin, so that they are read field by field.</summary>
internal abstract class PluginKind(string group, string plural) : NetworkKind(group, plural)
{
    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings)
    {
        if (!OtherObject.TryParse(json, out var item, out _, strings: strings))
        {
            return null;
        }

        var root = Fields.Parse(json.ToArray());
        var (cells, source) = RowOf(item.Name, root);
        return new KindItem(item.Meta with { Annotations = LabelSet.Empty }, cells, source);
    }

    protected static TableColumn State { get; } = new("State", "string", "", "", 0);

    /// <summary>The cells, the age among them as "", and what a verdict and Enter are made from.</summary>
    protected abstract (string[] Cells, object Source) RowOf(string name, Fields root);
}
