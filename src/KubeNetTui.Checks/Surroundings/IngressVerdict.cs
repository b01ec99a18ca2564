using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// An ingress by what the API says: its class, the services behind its paths, its TLS secrets. Guards: with an address in the status some
/// controller has taken it, whatever its class says; a class by annotation needs no object; secrets that may not be listed are not judged;
/// no address is no fault, since controllers on nodes' own ports write none.
/// </summary>
public static class IngressVerdict
{
    public static LiveJudgement Of(Ingress ingress, ISurroundings around) => LiveJudgements.Worst(
    [
        .. BackendsOf(ingress).Select(b => BackendVerdict.Of(b, around)),
        OfPaths(ingress), OfClass(ingress, around), .. ingress.Tls.Where(t => t.Secret.Length > 0).Select(t => OfSecret(ingress, t.Secret, around)),
    ]);

    public static IReadOnlyList<Backend> BackendsOf(Ingress ingress) =>
    [
        .. ingress.Paths.Select(p => new Backend(ingress.Namespace, p.Service, p.Port, p.Asked) { Other = p.Resource }),
    ];

    /// <summary>Whether its class is there and says who serves it.</summary>
    public static LiveJudgement OfClass(Ingress ingress, ISurroundings around)
    {
        if (ingress.Addresses.Count > 0 || ingress is { ClassName: "", ClassAnnotation.Length: > 0 })
        {
            return new LiveJudgement(Verdict.NotApplicable, "");
        }

        var (classes, unknown) = around.IngressClasses;
        if (classes is null)
        {
            // Who may not read the classes of the cluster still gets the verdict of what stands behind it.
            return LiveJudgements.Of(Verdict.NotApplicable, unknown ?? "");
        }

        if (ingress.ClassName.Length > 0)
        {
            return classes.Any(c => c.Name == ingress.ClassName)
                ? new LiveJudgement(Verdict.Pass, "")
                : LiveJudgements.Of(Verdict.Fail, $"there is no class {ingress.ClassName}");
        }

        return LiveJudgements.Of(Verdict.Warn, classes.Any(c => c.IsDefault)
            ? "no class: made before the default one" : "no class, and none is the default");
    }

    public static LiveJudgement OfSecret(Ingress ingress, string secret, ISurroundings around)
    {
        // Controllers serve a certificate of their own in its place: traffic fails only for those who look at it.
        var (names, _) = around.SecretNames(ingress.Namespace);
        return names is null || names.Contains(secret)
            ? new LiveJudgement(Verdict.NotApplicable, "")
            : LiveJudgements.Of(Verdict.Warn, $"TLS secret {secret} is missing");
    }

    private static LiveJudgement OfPaths(Ingress ingress) => ingress.Paths.Count > 0
        ? new LiveJudgement(Verdict.Pass, "")
        : LiveJudgements.Of(Verdict.Warn, "no rules, no default backend");
}
