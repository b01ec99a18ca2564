namespace KubeNetTui.Reading;

/// <summary>An object as it was read at a time.</summary>
/// <param name="Json">A Secret's values are masked in it.</param>
internal sealed record SeenObject(ReadOnlyMemory<byte> Json, DateTimeOffset At);
