namespace KubeNetTui.Kubernetes;

/// <summary>A body as it came.</summary>
public sealed record RawAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body);

/// <summary>Sees one item of a list; the span is good only during the call.</summary>
public delegate void ItemHandler(ReadOnlySpan<byte> json);
