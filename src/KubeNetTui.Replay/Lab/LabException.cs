namespace KubeNetTui.Replay;

/// <summary>The lab could not be made, or was asked for something that it can't do. The message is for a person.</summary>
public sealed class LabException(string message, Exception? inner = null) : Exception(message, inner);
