using System.Diagnostics.CodeAnalysis;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A Linux node, as all checks of its kernel begin: read, there, and with a shell of its own to be asked.</summary>
internal sealed record NodeScope(Node Node, Reading<Node> Nodes)
{
    public Place Place => Place.Node(Node.Name);

    public static bool TryOpen(
        Subject subject, IEvidence evidence, CheckInfo info,
        [NotNullWhen(true)] out NodeScope? scope, [NotNullWhen(false)] out Finding? instead)
    {
        var nodes = evidence.Nodes();
        var node = nodes.Find("", subject.Name);
        scope = null;
        instead = !nodes.IsRead ? info.Unknown(subject, $"the nodes are not known: {nodes.Problem}", nodes.HowToGet)
            : node is null ? info.Unknown(subject, $"there is no node {subject.Name} (any more)")
            : node.OperatingSystem == "windows" ? info.NotApplicable(subject, "a Windows node: this is about the Linux kernel")
            : node.Meta.Labels["type"] == "virtual-kubelet" ? info.NotApplicable(subject, "a virtual node has no kernel of its own")
            : null;
        if (instead is not null)
        {
            return false;
        }

        scope = new(node!, nodes);
        return true;
    }

    /// <summary>The kubelet's own configuration, through the API server; null where it was not had.</summary>
    public static KubeletConfig? Kubelet(IEvidence evidence, string node) =>
        evidence.Raw(KubeletNeed(node)) is { HttpStatus: 200 } raw ? KubeletConfig.Parse(raw.Text).Config : null;

    public static RawNeed KubeletNeed(string node) => Evidence.Needs.Raw($"/api/v1/nodes/{node}/proxy/configz");

    /// <summary>Why a reading is not there, as a finding.</summary>
    public static Finding Missing<T>(CheckInfo info, Subject subject, string what, CommandReading<T> reading)
        where T : class => info.Unknown(subject, $"{what} could not be read: {reading.Problem}", reading.HowToGet);

    public static Exhibit Show<T>(CommandReading<T> reading, Predicate<string> decides)
        where T : class => Exhibits.Of(reading.Section!, reading.Output!, decides);
}
