using System.Text.RegularExpressions;

namespace KubeNetTui.Checks;

/// <summary>Why a pod's sandbox cannot be created, from what the container runtime and the CNI plugins say.</summary>
internal static partial class SandboxCauses
{
    /// <param name="Cause">Completes "pod X waits: …".</param>
    /// <param name="Short">For a column: at most 40 characters.</param>
    public sealed record Known(string Cause, string Short, string Remedy);

    private static readonly (Regex Pattern, Known Known)[] Table =
    [
        (OutOfAddresses(), new("no free IP address for it on its node", "no free IP",
            "Free addresses (leaked allocations of pods that are gone, finished Jobs), or widen the node's pod range or the subnet.")),
        (NotInitialised(), new("the node's CNI is not initialised", "CNI not initialised",
            "Look at the CNI's pod on this node: it writes /etc/cni/net.d when it is up.")),
        (PluginMissing(), new("a CNI plugin's program is missing on the node", "CNI plugin missing",
            "Install it to /opt/cni/bin, or see why the CNI's init container on this node did not.")),
        (FlannelSubnet(), new("flannel has not written its subnet file on the node", "flannel not ready",
            "Look at the flannel pod on this node: it writes /run/flannel/subnet.env once it has a lease.")),
        (Credentials(), new("the CNI plugin's credential for the API server is refused", "CNI not authorised",
            "Restart the CNI's pod on this node so that it writes a fresh kubeconfig for its plugin.")),
        (DaemonGone(), new("the CNI plugin cannot reach its daemon on the node", "CNI daemon not reached",
            "Look at the CNI's pod on this node: it is down, restarting, or not ready.")),
        (AddressDiffers(), new("the node's bridge has an address of another range", "bridge has another range",
            "The node's pod range changed; the bridge (cni0) has to be removed on a drained node so that the plugin makes it anew.")),
        (SandboxImage(), new("the sandbox image (pause) cannot be had", "no sandbox image",
            "Try the registry's name and connection from the node; egress, proxy and firewall are the usual causes.")),
        (NameReserved(), new("the runtime still holds the sandbox's name from an attempt that hangs", "sandbox name still held",
            "The first attempt's error is the cause; look at the runtime's log on the node.")),
    ];

    public static bool IsOutOfAddresses(string message) => OutOfAddresses().IsMatch(message);

    /// <summary>Null: none of those known; the message itself is all there is.</summary>
    public static Known? Of(string message) => Table.FirstOrDefault(t => t.Pattern.IsMatch(message)).Known;

    /// <summary>The cause in a few words.</summary>
    public static string Short(string message) => Of(message)?.Short ?? "no sandbox";

    /// <summary>The innermost part of a runtime's message, which is the plugin's own words.</summary>
    public static string Core(string message)
    {
        var text = message.ReplaceLineEndings(" ").Trim();
        foreach (var mark in (ReadOnlySpan<string>)["failed (add): ", "failed to setup network for sandbox ", "failed to create pod sandbox: "])
        {
            var at = text.LastIndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                return text[(at + mark.Length)..];
            }
        }

        return text;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // host-local; Azure CNI; Calico; AWS VPC CNI; Cilium; Azure's ARM codes.
    [GeneratedRegex(@"no ip addresses available in range|not enough ips available|no available (ip )?addresses|no available ips|no more ips available|insufficient (ip|free) ?address|insufficientfreeaddressesinsubnet|subnetisfull|failed to assign an ip address to container|ipam (pool|range) (is )?(exhausted|full)|no (more )?free ips|failed to allocate for range|range is full|failed to request \d* ?ipv[46] addresses", Options)]
    private static partial Regex OutOfAddresses();

    [GeneratedRegex(@"cni plugin not initialized|cni config uninitialized|networkpluginnotready|no networks found in|network plugin is not ready|no valid networks found", Options)]
    private static partial Regex NotInitialised();

    [GeneratedRegex(@"failed to find plugin|exec: ""[^""]*/cni/bin[^""]*"": (stat|no such file)|fork/exec [^ ]*/cni/bin", Options)]
    private static partial Regex PluginMissing();

    [GeneratedRegex(@"flannel/subnet\.env", Options)]
    private static partial Regex FlannelSubnet();

    [GeneratedRegex(@"\bunauthorized\b|x509: certificate|token has expired", Options)]
    private static partial Regex Credentials();

    [GeneratedRegex(@"dial unix|/var/lib/calico/nodename|unable to connect to cilium|connect: connection refused|rpc error: code = unavailable", Options)]
    private static partial Regex DaemonGone();

    [GeneratedRegex(@"already has an ip address different from", Options)]
    private static partial Regex AddressDiffers();

    [GeneratedRegex(@"failed to get sandbox image|failed to pull (and unpack )?image ""[^""]*pause", Options)]
    private static partial Regex SandboxImage();

    [GeneratedRegex(@"failed to reserve sandbox name|name ""[^""]*"" is reserved", Options)]
    private static partial Regex NameReserved();
}
