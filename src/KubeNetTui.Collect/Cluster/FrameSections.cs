using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>Frames as sections: what each flag means.</summary>
/// <param name="Since">When the script was sent.</param>
internal sealed record FrameSections(INodeShell Shell, DateTimeOffset At, Func<TimeSpan> Since, NodeShellOptions Options)
{
    /// <summary>Another shell may do better: this one can't see it, or may not.</summary>
    public bool IsOutside(ScriptFrame frame) => frame.Flag == "outside" || (frame.Flag == "denied" && Shell.IsContainer);

    public static string WhyOutside(ScriptFrame frame) => (frame.Flag, frame.Detail) switch
    {
        ("denied", _) => $"not permitted{(frame.Error.Length > 0 ? ": " + FirstLine(frame.Error) : "")}",
        (_, "files") => "its container has not the node's files",
        (_, "processes") => "its container does not see the node's processes",
        (_, "names") => "a name resolves there as on the node, not as in the pod",
        (_, "command") => "its container has not the program for it",
        (_, var tool) => $"its container has no {tool}",
    };

    public Section Make(ScriptWant want, ScriptFrame frame)
    {
        var where = Where(want.Place, Shell);
        var output = new CommandOutput(frame.Output, frame.Exit, frame.Error, frame.Flag == "cut");
        return frame.Flag switch
        {
            "ok" or "cut" when want.Probe is null => Answer(SectionStatus.Read, value: output),
            "ok" => OfProbe(),
            "missing" when want.Probe is not null => Answer(SectionStatus.Failed,
                $"{where}: {FirstLine(frame.Error, "no tool there can make this test")}", "bash, nc, python3 or curl on the node, or a debug pod"),
            "missing" when frame.Detail == "file" => Answer(SectionStatus.Absent, $"{where}: {FirstLine(frame.Error, "no such file")}"),
            "missing" => Answer(SectionStatus.Absent, $"{where}: {frame.Detail} is not installed"),
            "denied" => Answer(SectionStatus.Denied, $"{where}: {FirstLine(frame.Error, "not permitted")}", "a shell with root's rights: sudo without a password, or a debug pod"),
            "late" => Answer(SectionStatus.Failed, $"{where}: not ended within {Options.SectionTimeout.TotalSeconds:0} s: {want.Need.Command}", "the same command by hand; the node may be overloaded"),
            "nopod" => Answer(SectionStatus.Failed, $"{where}: the pod has no processes there", $"kubectl get pod -n {want.Place.Namespace} {want.Place.Name} -o wide"),
            _ => Answer(SectionStatus.Failed, $"{where}: the answer says \"{frame.Flag} {frame.Detail}\", which this version does not know", "the newest version of this program"),
        };

        Section OfProbe() => ProbeLine.Read(frame.Output, want) is { } result
            ? Answer(SectionStatus.Read, value: result)
            : Answer(SectionStatus.Failed, $"{where}: the test gave no result: {FirstLine(frame.Output + frame.Error, "nothing was printed")}");

        Section Answer(SectionStatus status, string? problem = null, string? howToGet = null, object? value = null) =>
            new(want.Need, status, want.Need.Command, where, At, Since(), problem, howToGet, value);
    }

    /// <summary><c>node node-a via exec kube-system/kube-proxy-x</c></summary>
    public static string Where(Place place, INodeShell shell) => place.Kind == PlaceKind.Node
        ? $"node {place.Name} via {shell.Way}"
        : $"pod {place.Namespace}/{place.Name} on {shell.Node} via {shell.Way}";

    private static string FirstLine(string text, string otherwise = "") =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..] ? first : otherwise;
}
