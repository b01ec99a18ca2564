using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using Reached = KubeNetTui.Evidence.ReachStep;

namespace KubeNetTui.Collect;

/// <summary>The client's report of its way to the server, as evidence.</summary>
internal static class ReachConversion
{
    public static ReachEvidence From(ReachReport report) =>
        new(report.Server.GetLeftPart(UriPartial.Authority), [.. report.Steps.Select(From)]);

    private static Reached From(Kubernetes.ReachStep step)
    {
        Evidence.ReachOutcome outcome = step.Outcome switch
        {
            Kubernetes.ReachOutcome.Ok => Evidence.ReachOutcome.Ok,
            Kubernetes.ReachOutcome.Failed => Evidence.ReachOutcome.Failed,
            _ => Evidence.ReachOutcome.Skipped,
        };
        ReachStepKind kind = Kind(step);

        // Two health paths make two steps of one kind: which one it is must stay readable.
        string detail = kind == ReachStepKind.Health && !step.Detail.StartsWith(step.Step, StringComparison.Ordinal)
            ? $"{step.Step}: {step.Detail}"
            : step.Detail;
        return new Reached(
            kind, outcome, step.Took, detail,
            step.Failure?.HttpStatus ?? 0,
            step.Failure?.Step == RequestStep.Timeout,
            step.Failure?.Message ?? "",
            step.Failure?.Advice ?? "");
    }

    private static ReachStepKind Kind(Kubernetes.ReachStep step) =>
        step.Failure?.Step == RequestStep.Credentials ? ReachStepKind.Credentials : step.Step switch
        {
            "credentials" => ReachStepKind.Credentials,
            "name" => ReachStepKind.Name,
            "connect" => ReachStepKind.Connect,
            "proxy" => ReachStepKind.Proxy,
            "tls" => ReachStepKind.Tls,
            "login" => ReachStepKind.Login,
            "permission" => ReachStepKind.Permission,
            _ => ReachStepKind.Health,
        };
}
