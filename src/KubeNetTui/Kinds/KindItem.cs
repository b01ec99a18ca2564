using KubeNetTui.Evidence;

namespace KubeNetTui.Kinds;

/// <summary>What is kept of an object: its row, and what its verdict is made from.</summary>
/// <param name="Cells">One a column, the age left "" (it is counted from <see cref="ObjectMeta.Created"/>).</param>
/// <param name="Source">For <see cref="NetworkKind.Judge"/> and for what Enter leads to.</param>
internal sealed record KindItem(ObjectMeta Meta, string[] Cells, object Source);
