using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Reading;

namespace KubeNetTui.Trees;

/// <param name="IsInit">It runs before the others, and ends.</param>
/// <param name="References">What its environment takes values from.</param>
internal sealed record ContainerShape(string Name, string Image, bool IsInit, VerdictCell State, string Detail, IReadOnlyList<Reference> References)
{
    public static ContainerShape Of(Fields container, Fields status, bool isInit)
    {
        List<Reference> references = [];
        foreach (var from in container["envFrom"].Items)
        {
            Add(references, from["configMapRef"], "cm");
            Add(references, from["secretRef"], "secret");
        }

        foreach (var variable in container["env"].Items)
        {
            Add(references, variable["valueFrom"]["configMapKeyRef"], "cm");
            Add(references, variable["valueFrom"]["secretKeyRef"], "secret");
        }

        var isSidecar = isInit && container["restartPolicy"].Text == "Always";
        var ports = string.Join(", ", container["ports"].Items.Select(p => $"{p["containerPort"].Text}{(p["name"].Text is { Length: > 0 } name ? "/" + name : "")}"));
        var restarts = status["restartCount"].Number ?? 0;
        List<string> detail = [ShortImage(container["image"].Text)];
        if (ports.Length > 0)
        {
            detail.Add("ports " + ports);
        }

        if (restarts > 0)
        {
            detail.Add(restarts == 1 ? "1 restart" : string.Create(CultureInfo.InvariantCulture, $"{restarts} restarts"));
        }

        return new ContainerShape(
            container["name"].Text, container["image"].Text, isInit && !isSidecar, StateOf(status, isInit && !isSidecar), string.Join(" · ", detail),
            [.. references.Where(r => r.Name.Length > 0).DistinctBy(r => (r.Kind, r.Name))]);
    }

    private static VerdictCell StateOf(Fields status, bool ends)
    {
        var state = status["state"];
        if (state["waiting"] is { IsObject: true } waiting)
        {
            var why = waiting["reason"].Text;
            return new VerdictCell(why is "ContainerCreating" or "PodInitializing" or "" ? Verdict.Warn : Verdict.Fail, why.Length > 0 ? why : "waiting");
        }

        if (state["terminated"] is { IsObject: true } ended)
        {
            var code = ended["exitCode"].Number ?? 0;
            var why = ended["reason"].Text is { Length: > 0 } reason ? reason : "ended";
            return code == 0 ? new VerdictCell(Verdict.NotApplicable, why) : new VerdictCell(Verdict.Fail, $"{why}, exit code {code}");
        }

        return !status.Exists ? new VerdictCell(Verdict.Unknown, "not started")
            : status["ready"].IsTrue || ends ? new VerdictCell(Verdict.Pass, "")
            : new VerdictCell(Verdict.Fail, "not ready");
    }

    // The digest says nothing to a person, and the registry little.
    private static string ShortImage(string image)
    {
        var at = image.IndexOf('@');
        var name = at > 0 ? image[..at] : image;
        return name[(name.LastIndexOf('/') + 1)..];
    }

    private static void Add(List<Reference> references, Fields from, string kind)
    {
        if (from.IsObject)
        {
            references.Add(new Reference(kind, from["name"].Text, from["optional"].IsTrue, "environment"));
        }
    }
}
