namespace KubeNetTui.Kubernetes;

/// <summary>Waits between attempts: 0.5 s, growing, with jitter so that many lists do not come back in step.</summary>
internal sealed class Backoff(bool near)
{
    private const double First = 0.5;
    private const double Longest = 4;

    // Refused at once: trying again costs nothing, and a server that is back should be seen soon.
    private const double LongestWhenQuick = 1.8;

    private double _next = First;

    public void Reset() => _next = First;

    public TimeSpan Next(TimeSpan lastTook)
    {
        var longest = near || lastTook < TimeSpan.FromSeconds(0.25) ? LongestWhenQuick : Longest;
        var wait = Math.Min(_next, longest);
        _next = Math.Min(_next * 1.7, Longest);
        return TimeSpan.FromSeconds(wait * (0.9 + (Random.Shared.NextDouble() * 0.2)));
    }
}
