namespace KubeNetTui.Replay;

/// <summary>
/// What the first process of a node and of a pod does, in POSIX sh. A node gets a root of its own: the machine's programs read-only, its
/// own <c>/proc</c>, <c>/sys</c>, <c>/etc</c>, <c>/run</c> and <c>/var</c>; so nothing that is written on it reaches the machine, and
/// <c>/proc/1/root</c> and <c>nsenter -t 1</c> lead to the node and not to the machine.
/// </summary>
internal static class BootScripts
{
    /// <summary>
    /// Given: <c>LAB_ROOT</c>, a folder to mount the root on; <c>LAB_NAME</c>, <c>LAB_RESOLV</c>; <c>LAB_PODS</c>, names with the word
    /// <c>NAMESPACE/NAME</c>; <c>LAB_POD</c>, the pod's script; <c>LAB_POD_RESOLV</c>. Prints a line
    /// <c>node PROCESS</c>, then <c>pod NAMESPACE/NAME PROCESS</c> for each pod, with process ids of the machine; the last line is
    /// <c>ready</c>.
    /// </summary>
    public const string Node = """
        set -eu
        umask 022
        read -r pid rest < /proc/self/stat
        mount -t tmpfs -o mode=755,size=64m kubenettui-lab "$LAB_ROOT"
        cd "$LAB_ROOT"
        mkdir -p .machine/etc .machine/proc .old dev etc opt/cni/bin proc root run/lab sys tmp usr \
            var/lib/cni/networks/lab var/lib/kube-proxy var/log
        for d in bin sbin lib lib32 lib64 libx32; do
            if [ -L "/$d" ]; then cp -P "/$d" "$d"
            elif [ -d "/$d" ]; then mkdir "$d"; mount -o bind,ro "/$d" "$d"
            fi
        done
        mount -o bind,ro /usr usr
        mount -o bind,ro /etc .machine/etc
        mount --rbind /dev dev
        # The kernel's log is the machine's, not the node's.
        mount --bind /dev/null dev/kmsg 2>/dev/null || :
        mount --bind /proc .machine/proc
        mount -t proc proc proc
        mount -t sysfs sysfs sys
        cd etc
        ln -s ../.machine/etc/* .
        rm -rf resolv.conf hostname hosts cni kubernetes
        mkdir -p cni/net.d kubernetes
        printf '%s' "$LAB_RESOLV" > resolv.conf
        printf '%s\n' "$LAB_NAME" > hostname
        printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$LAB_NAME" > hosts
        cd ..
        pivot_root . .old
        cd /
        umount -l /.old
        printf '%s' "$LAB_NAME" > /proc/sys/kernel/hostname
        echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null || :
        echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6 2>/dev/null || :
        ip link set lo up
        echo "node $pid"
        : > /run/lab/pids
        for pod in $LAB_PODS; do
            unshare --mount --net --uts --ipc --pid --fork --propagation private /bin/sh -c "$LAB_POD" pod "$pod" &
        done
        while [ "$(wc -l < /run/lab/pids)" -lt "$(echo $LAB_PODS | wc -w)" ]; do sleep 0.02; done
        while read -r pod pid; do echo "pod $pod $pid"; done < /run/lab/pids
        umount -l /.machine/proc
        echo ready
        exec > /dev/null 2>&1
        while :; do sleep 86400 & wait $! || :; done
        """;

    /// <summary>Given: the pod's name as the first argument, and the node's variables.</summary>
    public const string Pod = """
        set -eu
        read -r pid rest < /.machine/proc/self/stat
        umount -l /.machine/proc
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t tmpfs -o mode=755,size=4m pod-etc /etc
        cd /etc
        ln -s ../.machine/etc/* .
        rm -rf resolv.conf hostname hosts cni kubernetes
        case $1 in
            kube-system/coredns*) printf '%s' "$LAB_RESOLV" > resolv.conf ;;
            *) printf '%s' "$LAB_POD_RESOLV" | sed "s/NAMESPACE/${1%%/*}/g" > resolv.conf ;;
        esac
        printf '%s\n' "${1#*/}" > hostname
        printf '127.0.0.1 localhost\n' > hosts
        printf '%s' "${1#*/}" > /proc/sys/kernel/hostname
        echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null || :
        echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6 2>/dev/null || :
        ip link set lo up
        cd /
        echo "$1 $pid" >> /run/lab/pids
        exec sleep infinity > /dev/null 2>&1
        """;
}
