using KubeNetTui.App;
using KubeNetTui.Checks;

namespace KubeNetTui.Verify;

/// <summary>What a selection means to the checks: the subject to verify, or why there is none.</summary>
/// <param name="Subject">Null: nothing to verify; <paramref name="WhyNot"/> says why.</param>
/// <param name="Note">What is verified in place of the object selected; "" as a rule.</param>
internal sealed record VerifyTarget(Selection? Selection, Subject? Subject, string Note, string WhyNot)
{
    private const string What = "Services, pods and nodes can be verified here, and the cluster as a whole by :check.";

    public static VerifyTarget Nothing { get; } = new(null, null, "", "Nothing is selected. " + What);

    /// <summary>For the frame: <c>service/shop/cart</c>, <c>deployment shop/web</c>.</summary>
    public string Name => Subject is { } subject ? subject.ToString()
        : Selection is { } s ? $"{s.Resource.Singular}/{(s.Namespace.Length > 0 ? s.Namespace + "/" : "")}{s.Name}"
        : "";

    public static VerifyTarget Of(Subject subject) => new(null, subject, "", "");

    public static VerifyTarget Of(Selection? selection) => selection switch
    {
        null => Nothing,
        { Resource: { Group: "", Plural: "services" } } s => new(s, Checks.Subject.Service(s.Namespace, s.Name), "", ""),
        { Resource: { Group: "", Plural: "pods" } } s => new(s, Checks.Subject.Pod(s.Namespace, s.Name), "", ""),
        { Resource: { Group: "", Plural: "nodes" } } s => new(s, Checks.Subject.Node(s.Name), "", ""),
        { Resource.Plural: "contexts" } s => new(s, Checks.Subject.Cluster, "", ""),
        { Resource: { Group: "", Plural: "endpoints" } } s =>
            new(s, Checks.Subject.Service(s.Namespace, s.Name), $"verified: the service {s.Name} that these endpoints are of", ""),
        var s => new(s, null, "", $"There is no check for {s.Resource.Plural} yet. {What}"),
    };
}
