namespace KubeNetTui.Collect;

/// <summary>How a shell in a container comes into the node's own root, and a login to root; both end in <c>sh -s</c>.</summary>
internal static class NodeWrapper
{
    /// <summary>A container's own root.</summary>
    public static IReadOnlyList<string> Plain { get; } = ["sh", "-s"];

    /// <summary>
    /// For a privileged container in the node's process namespace: the node's tools and files, by nsenter or else by chroot (which
    /// leaves the network namespace as it is, so the container must be in the node's). Where neither works, the container's own root.
    /// </summary>
    public static IReadOnlyList<string> IntoNode(bool isHostNetwork) =>
    [
        "sh", "-c",
        "if nsenter -t 1 -m -u -i -n sh -c : 2>/dev/null; then KUBENETTUI_ROOT=node exec nsenter -t 1 -m -u -i -n sh -s; fi; "
        + (isHostNetwork ? "if chroot /proc/1/root sh -c : 2>/dev/null; then KUBENETTUI_ROOT=node exec chroot /proc/1/root sh -s; fi; " : "")
        + "exec sh -s",
    ];

    /// <summary>The same for a person at a terminal: a login shell, the node's own where there is one.</summary>
    public static IReadOnlyList<string> ForPerson { get; } =
    [
        "sh", "-c",
        "own='cd /root 2>/dev/null; command -v bash >/dev/null 2>&1 && exec bash -l; exec sh -l'; "
        + "if nsenter -t 1 -m -u -i -n -p sh -c : 2>/dev/null; then exec nsenter -t 1 -m -u -i -n -p sh -c \"$own\"; fi; "
        + "if chroot /proc/1/root sh -c : 2>/dev/null; then exec chroot /proc/1/root sh -c \"$own\"; fi; exec sh -l",
    ];

    /// <summary>As root where that needs no password; else as who logged in.</summary>
    public const string AsRoot =
        "if [ \"$(id -u)\" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n sh -s; fi; exec sh -s";
}
