using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>The state of a list that is made of several: what was refused is left out, and the rest stands.</summary>
internal static class FeedStatus
{
    /// <param name="parts">At least one.</param>
    public static LiveStatus Of(IReadOnlyList<LiveStatus> parts)
    {
        LiveStatus? worst = null;
        foreach (var part in parts)
        {
            if (part.State != LiveState.Refused && (worst is null || Rank(part) > Rank(worst)))
            {
                worst = part;
            }
        }

        return worst ?? parts[0];
    }

    // A part that is still being read counts for less than one that is lost: what is known to be wrong is said first.
    private static int Rank(LiveStatus status) => status.State switch
    {
        LiveState.Live => 0,
        LiveState.Loading => 1,
        LiveState.Stale => 2,
        _ => 3,
    };
}
