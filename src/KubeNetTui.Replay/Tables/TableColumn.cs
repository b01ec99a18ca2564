namespace KubeNetTui.Replay;

/// <summary>A column of a server-side table. Descriptions of built-in kinds are left out: no client shows them.</summary>
/// <param name="Priority">0: always shown; 1: with <c>-o wide</c>.</param>
internal sealed record TableColumn(string Name, string Type = "string", string Format = "", int Priority = 0, string Description = "");
