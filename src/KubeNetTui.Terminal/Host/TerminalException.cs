namespace KubeNetTui.Terminal;

/// <summary>There is no terminal to draw on. The message says what was tried and what to do, for a person.</summary>
public sealed class TerminalException(string message, Exception? inner = null) : Exception(message, inner);
