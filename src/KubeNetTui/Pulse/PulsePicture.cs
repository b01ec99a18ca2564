namespace KubeNetTui.Pulse;

/// <summary>The dashboard at one moment.</summary>
/// <param name="Troubles">The worst first.</param>
internal sealed record PulsePicture(IReadOnlyList<PulseTile> Tiles, IReadOnlyList<PulseTrouble> Troubles)
{
    public static PulsePicture Empty { get; } = new([], []);
}
