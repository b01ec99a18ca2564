using System.Globalization;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// kube-proxy of one node: a process of that name, what it answers on 10256 and 10249, and the rules. Ended, it leaves its rules as they
/// are, as the real one does.
/// </summary>
internal sealed class LabProxy(LabNode node, LabSpace space, string uid, LabProxyMode mode, LabServers servers, TimeProvider clock) : IDisposable
{
    private const string Program = "/run/lab/bin/kube-proxy";
    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlySet<string> _chains = new HashSet<string>();
    private string _written = "";
    private DateTimeOffset _last;

    public bool IsRunning { get; private set; }

    /// <summary>Set: it runs, answers, and no longer follows what changes.</summary>
    public bool IsHung { get; set; }

    /// <summary>Left on: entries of UDP connections to endpoints that are gone are removed, as kube-proxy does.</summary>
    public bool CleansConntrack { get; set; } = true;

    public async Task StartAsync(CancellationToken cancellation)
    {
        await StopAsync(cancellation).ConfigureAwait(false);
        // A shell under another name, that waits: its name and command line are what a person, and pidof, see of it.
        await space.ShellAsync(
            $"mkdir -p /run/lab/bin; cp -L /bin/sh {Program}; [ -p /run/lab/forever ] || mkfifo /run/lab/forever; "
            + "echo 'read -r _ < /run/lab/forever' > /run/lab/wait; "
            + $"setsid {Program} -s -- --config=/var/lib/kube-proxy/config.conf --hostname-override={node.Name} < /run/lab/wait > /dev/null 2>&1 &",
            cancellation).ConfigureAwait(false);
        LabCgroups.Put(space.Lab, uid, DemoId.Hex(uid), await ProcessAsync(cancellation).ConfigureAwait(false));
        await space.SetAsync("/var/lib/kube-proxy/config.conf", LabConfig.KubeProxy(mode), cancellation).ConfigureAwait(false);
        servers.ServeHttp(space, "0.0.0.0", 10256, path => path == "/healthz" ? Healthz() : null);
        servers.ServeHttp(space, "127.0.0.1", 10249, path => path switch
        {
            "/proxyMode" => LabConfig.Name(mode),
            "/metrics" => Metrics(),
            "/healthz" => "ok",
            _ => null,
        });
        IsRunning = true;
    }

    /// <summary>Nothing happens where it does not run.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        IsRunning = false;
        servers.Stop(space, 10256);
        servers.Stop(space, 10249);
        await space.TryAsync(["sh", "-c", "kill -9 $(pidof kube-proxy)"], cancellation).ConfigureAwait(false);
    }

    /// <summary>The machine's id of the process: the one of that name among the node's.</summary>
    private async Task<int> ProcessAsync(CancellationToken cancellation)
    {
        var node = File.ResolveLinkTarget($"/proc/{space.Process}/ns/pid", returnFinalTarget: false)?.Name;
        for (var attempt = 0; attempt < 200; attempt++)
        {
            foreach (var (lab, process) in LabLeftovers.Processes())
            {
                if (lab == space.Lab && NameOf(process) == "kube-proxy" && File.ResolveLinkTarget($"/proc/{process}/ns/pid", returnFinalTarget: false)?.Name == node)
                {
                    return process;
                }
            }

            await Task.Delay(10, cancellation).ConfigureAwait(false);
        }

        throw new LabException($"on {space.Name}: kube-proxy did not start");
    }

    private static string NameOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim();
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }

    public Task WriteBaseAsync(CancellationToken cancellation) => RestoreAsync(IptablesRules.Base(mode), cancellation);

    /// <summary>Writes the rules for the services as they are, where they differ from the last time and kube-proxy runs.</summary>
    /// <param name="anyway">Also where nothing has changed: rules that somebody took away come back.</param>
    public async Task SyncAsync(IReadOnlyList<ProxyPort> ports, bool anyway, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!IsRunning || (IsHung && !anyway))
            {
                return;
            }

            if (mode == LabProxyMode.Nftables)
            {
                var rules = NftablesRules.Services(node, ports);
                if (anyway || rules != _written)
                {
                    await space.RunAsync(["nft", "-f", "-"], cancellation, rules).ConfigureAwait(false);
                    await CleanAsync(rules, cancellation).ConfigureAwait(false);
                }
            }
            else
            {
                var (rules, chains) = IptablesRules.Services(ports, _chains);
                if (anyway || rules != _written)
                {
                    await RestoreAsync(rules, cancellation).ConfigureAwait(false);
                    _chains = chains;
                    (rules, _) = IptablesRules.Services(ports, _chains);
                    await CleanAsync(rules, cancellation).ConfigureAwait(false);
                }
            }

            _last = clock.GetUtcNow();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task CleanAsync(string rules, CancellationToken cancellation)
    {
        _written = rules;
        if (CleansConntrack)
        {
            await FlushUdpAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Exit status 1 means that there was no such entry.</summary>
    public Task FlushUdpAsync(CancellationToken cancellation) => space.TryAsync(["conntrack", "-D", "-p", "udp"], cancellation);

    private Task<string> RestoreAsync(string rules, CancellationToken cancellation) =>
        space.RunAsync(["iptables-restore", "--noflush", "-w", "5"], cancellation, rules);

    private string Healthz()
    {
        static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff '+0000 UTC'", CultureInfo.InvariantCulture);
        var now = Stamp(clock.GetUtcNow());
        return $"{{\"lastUpdated\": \"{now}\",\"currentTime\": \"{now}\", \"nodeEligible\": true}}";
    }

    private string Metrics()
    {
        var stamp = (_last - DateTimeOffset.UnixEpoch).TotalSeconds.ToString("E9", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        foreach (var name in (string[])["timestamp", "queued_timestamp"])
        {
            text.Append($"# TYPE kubeproxy_sync_proxy_rules_last_{name}_seconds gauge\nkubeproxy_sync_proxy_rules_last_{name}_seconds {stamp}\n");
        }

        return text.ToString();
    }
}
