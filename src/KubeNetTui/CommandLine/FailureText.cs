using KubeNetTui.Kubernetes;

namespace KubeNetTui.CommandLine;

/// <summary>A failure of the client in words: the step, what happened, what to do.</summary>
internal static class FailureText
{
    public static string Of(ApiFailure failure) =>
        failure.Advice.Length > 0 ? $"{Step(failure.Step)}: {failure.Message}\n  {failure.Advice}" : $"{Step(failure.Step)}: {failure.Message}";

    private static string Step(RequestStep step) => step switch
    {
        RequestStep.Tls => "TLS",
        RequestStep.Timeout => "time-out",
        _ => step.ToString().ToLowerInvariant(),
    };
}
