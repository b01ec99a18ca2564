namespace KubeNetTui.Evidence;

/// <summary>The value of a <see cref="LogNeed"/>'s section: lines without their ends, oldest first.</summary>
public sealed record LogText(IReadOnlyList<string> Lines);

/// <summary>The value of a <see cref="RawNeed"/>'s section. A server that is not well answers 500 with the text that says why: that is Read.</summary>
public sealed record RawText(int HttpStatus, string Text);
