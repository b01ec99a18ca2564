namespace KubeNetTui.Collect;

/// <summary>The rungs of the ladder, least footprint first.</summary>
public enum NodeShellKind
{
    /// <summary>Exec into a privileged host-network pod that is on the node already.</summary>
    Exec,

    /// <summary>This machine is the node.</summary>
    Local,

    /// <summary>The ssh program, with its own configuration.</summary>
    Ssh,

    /// <summary>A cloud's way to run a command on a machine; from a provider of its own.</summary>
    Cloud,

    /// <summary>A pod made for it, after consent.</summary>
    Debug,
}
