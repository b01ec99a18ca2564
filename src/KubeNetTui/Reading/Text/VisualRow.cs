namespace KubeNetTui.Reading;

/// <summary>A row of the screen: a part of a line.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Start">Into its text.</param>
/// <param name="Indent">Columns that it is moved in by: it goes on from the row above.</param>
internal readonly record struct VisualRow(int Line, int Start, int Length, int Indent);
