namespace KubeNetTui.Kubernetes;

/// <summary>What the process stands in: environment, home, and where a pod finds its service account. Tests bring their own.</summary>
internal sealed record Surroundings(Func<string, string?> Variable, string Home, string ServiceAccountFolder)
{
    public static Surroundings OfProcess { get; } = new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        "/var/run/secrets/kubernetes.io/serviceaccount");
}
