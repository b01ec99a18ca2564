namespace KubeNetTui.Replay;

/// <summary>How a lab is made.</summary>
public sealed record LabOptions
{
    /// <summary>
    /// Folder of this lab's own: kubeconfig, log, control socket, mount points. Made when it is not there, removed when the lab ends.
    /// </summary>
    public required string Folder { get; init; }

    public LabProxyMode Proxy { get; init; }

    /// <summary>TCP port of the API server on loopback; 0: any free one.</summary>
    public int Port { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Gets a line for whatever the lab's own machinery did; may be called from any thread.</summary>
    public Action<string>? Log { get; init; }
}

/// <summary>Which data plane kube-proxy writes.</summary>
public enum LabProxyMode
{
    Iptables,
    Nftables,
}
