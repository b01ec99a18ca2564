namespace KubeNetTui.Replay;

/// <summary>What became of one probe.</summary>
/// <param name="Name">What was tried: <c>web@node-a → web@node-b</c>.</param>
/// <param name="Ok">It went as it goes in a healthy cluster.</param>
/// <param name="Detail">Who answered, or how it failed: <c>timed out</c>, <c>refused</c>, <c>5 of 24 timed out</c>.</param>
public sealed record LabProbeResult(string Name, bool Ok, string Detail);
