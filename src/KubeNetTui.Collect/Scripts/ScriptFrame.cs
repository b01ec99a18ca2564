namespace KubeNetTui.Collect;

/// <summary>One section of a node script's answer. See docs/node-script.md for the flags.</summary>
/// <param name="Place">As in the want: <c>node/node-a</c>, <c>pod/shop/web-1</c>.</param>
/// <param name="Output">Standard output, byte for byte; bytes that are not UTF-8 became U+FFFD.</param>
/// <param name="Flag"><c>ok</c>, <c>missing</c>, <c>denied</c>, <c>cut</c>, <c>late</c>, <c>nopod</c>, <c>outside</c>.</param>
/// <param name="Detail">What follows the flag: a tool, a number of bytes; "".</param>
internal sealed record ScriptFrame(string Place, string Section, string Output, string Error, int Exit, string Flag, string Detail);
