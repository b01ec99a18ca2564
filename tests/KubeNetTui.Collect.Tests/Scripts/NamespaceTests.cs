using System.Diagnostics;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect.Tests;

/// <summary>Pods' namespaces entered, and probes sent, in network namespaces of this machine. Root and Linux only.</summary>
public sealed class NamespaceTests : IDisposable
{
    private const string Uid = "11111111-2222-3333-4444-555555555555";
    private static readonly NodeShellOptions Options = new() { NodeDeadline = TimeSpan.FromSeconds(90) };
    private readonly List<Process> _processes = [];

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox sh")]
    [InlineData("bash")]
    public async Task A_pods_namespace_is_entered_by_the_process_that_the_runtime_names(string shell)
    {
        SkipWithoutRoot();
        var pod = Start(Network);
        using var tools = new ToolFolder("gzip", "ip", "nsenter", "ss")
            .With("crictl", $"case $1 in pods) [ \"$4\" = io.kubernetes.pod.uid={Uid} ] && echo sandbox;; inspectp) echo {pod};; esac");
        var wants = Wants(Uid, "ip-addr.txt", "proc-net-tcp", "resolv-conf", "cgroup")
            .Append(Want(new CommandNeed(Place.Pod("shop", "other"), "ip-addr.txt"), "99999999-2222-3333-4444-555555555555")).ToList();
        var (outcome, frames) = await LocalShell.RunAsync(
            new LocalShell([.. shell.Split(' '), "-s"]) { Path = tools.Path }, NodeScript.For(wants, ScriptRoot.Node, Options), Options);
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Contains("10.9.9.1/24", frames[0].Output);
        Assert.DoesNotContain("eth0", frames[0].Output);
        Assert.Equal(File.ReadAllText("/etc/resolv.conf"), frames[2].Output);
        Assert.Equal(File.ReadAllText($"/proc/{pod}/cgroup"), frames[3].Output);
        Assert.Equal("nopod", frames[4].Flag);
    }

    [Fact]
    public async Task A_pods_processes_are_found_by_the_uid_in_their_cgroups_of_both_drivers()
    {
        SkipWithoutRoot();
        var id = new string('a', 64);
        string[] paths =
        [
            $"0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{Uid.Replace('-', '_')}.slice/cri-containerd-{id}.scope",
            $"11:memory:/kubepods/besteffort/pod22222222-2222-3333-4444-555555555555/{id}\n0::/",
            $"0::/../../kubepods-pod33333333_2222_3333_4444_555555555555.slice/crio-{id}.scope",
            "0::/kubepods.slice/kubepods-pod0123456789abcdef0123456789abcdef.slice/" + id,
            "0::/system.slice/kubelet.service",
        ];

        // Which files grep finds is the test's: the kernel's own can't be written here.
        using var tools = new ToolFolder("gzip");
        File.Delete(Path.Combine(tools.Path, "grep"));
        var found = string.Join('\n', paths.SelectMany((p, i) => p.Split('\n').Select(l => $"{i + 1}:{l}")));
        tools.With("grep", $"cat <<'X' | /usr/bin/grep -oE 'pid[0-9]+|pod[0-9a-f]{{8}}[0-9a-f_-]{{24,28}}[^:]*' | awk '/^pid/ {{ p = substr($0, 4); next }} {{ print \"/proc/\" p \"/cgroup:\" $0 }}'\n"
            + string.Join('\n', found.Split('\n').Select(l => $"pid{l.Split(':')[0]}\n{l[(l.IndexOf(':') + 1)..]}")) + "\nX\n");
        var want = new ScriptWant(CommandReadings.NodeNeed("node-a", "pod-pids"), Place.Node("node-a"), "pod-pids");
        var (outcome, frames) = await LocalShell.RunAsync(
            new LocalShell("dash", "-s") { Path = tools.Path }, NodeScript.For([want], ScriptRoot.Node, Options), Options);
        Assert.True(outcome.IsWhole, outcome.Problem);
        var lines = frames[0].Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToList();
        Assert.Equal(
            [Uid, "22222222-2222-3333-4444-555555555555", "33333333-2222-3333-4444-555555555555", "0123456789abcdef0123456789abcdef"],
            lines.Select(l => l[0]));
        Assert.Equal(["1", "2", "3", "4"], lines.Select(l => l[1]));
        Assert.All(lines, l => Assert.Equal(id, l[3]));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("nc")]
    [InlineData("python3")]
    [InlineData("curl")]
    public async Task A_connect_is_told_apart_by_every_tool(string tool)
    {
        SkipWithoutRoot();
        var pod = Start(Network + "busybox httpd -f -p 127.0.0.1:8080 -h /media &", 8080);
        var results = await ProbeAsync(
            pod, [tool], (ProbeMethod.Tcp, "127.0.0.1", 8080, ""), (ProbeMethod.Tcp, "127.0.0.1", 9, ""), (ProbeMethod.Tcp, "10.9.9.2", 80, ""),
            (ProbeMethod.Tcp, "10.1.2.3", 80, ""));
        Assert.Equal([ProbeOutcome.Reached, ProbeOutcome.Refused, ProbeOutcome.TimedOut, ProbeOutcome.Unreachable], results.Select(r => r.Outcome));
        Assert.All(results, r => Assert.Equal(tool, r.Tool));
        Assert.InRange(results[2].Took.TotalSeconds, 2, 60);
    }

    [Theory]
    [InlineData("curl")]
    [InlineData("python3")]
    [InlineData("bash")]
    [InlineData("nc")]
    [InlineData("wget")]
    public async Task A_servers_status_line_is_read_by_every_tool(string tool)
    {
        SkipWithoutRoot();
        var pod = Start(Network + "busybox httpd -f -p 127.0.0.1:8080 -h /media &", 8080);
        var results = await ProbeAsync(
            pod, [tool], (ProbeMethod.Http, "127.0.0.1", 8080, "/missing"), (ProbeMethod.Http, "127.0.0.1", 9, "/"));
        Assert.Equal([ProbeOutcome.Reached, ProbeOutcome.Refused], results.Select(r => r.Outcome));
        Assert.Equal(404, results[0].HttpStatus);
        Assert.All(results, r => Assert.Equal(tool, r.Tool));
    }

    [Theory]
    [InlineData("dig")]
    [InlineData("python3")]
    [InlineData("bash", "timeout")]
    [InlineData("nc")]
    [InlineData("host")]
    [InlineData("nslookup")]
    public async Task A_name_is_asked_by_every_tool_with_the_same_answer(string tool, params string[] more)
    {
        SkipWithoutRoot();
        if (!HasTool("dnsmasq") || (tool != "nc" && !HasTool(tool)))
        {
            Assert.Skip($"no dnsmasq or no {tool} here");
        }

        var pod = Start(Network
            + "dnsmasq --keep-in-foreground --conf-file=/dev/null --port=53 --no-resolv --no-hosts --listen-address=127.0.0.1 --bind-interfaces --user=root "
            + "--pid-file= --address=/web.test/10.1.2.3 --address=/none.test/ &", 53);
        var results = await ProbeAsync(
            pod, [tool, "od", "dd", .. more], (ProbeMethod.Dns, "127.0.0.1", 53, "web.test A"), (ProbeMethod.Dns, "127.0.0.1", 53, "none.test A"),
            (ProbeMethod.Dns, "10.9.9.2", 53, "web.test A"));
        Assert.Equal(("NOERROR", "10.1.2.3"), (results[0].DnsCode, Assert.Single(results[0].Addresses)));
        Assert.Equal("NXDOMAIN", results[1].DnsCode);
        Assert.Equal(ProbeOutcome.TimedOut, results[2].Outcome);
        Assert.All(results, r => Assert.Equal(tool, r.Tool));
    }

    [Fact]
    public async Task Without_any_tool_a_probe_says_that_none_could_tell()
    {
        SkipWithoutRoot();
        var pod = Start(Network);
        using var tools = Tools(pod);
        var want = Want(new ProbeNeed(Place.Pod("shop", "web"), ProbeMethod.Tcp, "127.0.0.1", 80), Uid);
        var (_, frames) = await LocalShell.RunAsync(
            new LocalShell("dash", "-s") { Path = tools.Path }, NodeScript.For([want], ScriptRoot.Node, Options), Options);
        Assert.Equal("missing", frames[0].Flag);
        Assert.Contains("none of bash", frames[0].Error);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }

    // Nobody is at the other end of the link: nothing answers at 10.9.9.2, and 10.1.2.3 has no route.
    private const string Network =
        "ip link set lo up; ip link add pod0 type veth peer name pod1; ip addr add 10.9.9.1/24 dev pod0; ip link set pod0 up; ip link set pod1 up; "
        + "ip neigh add 10.9.9.2 lladdr 02:00:00:00:00:02 dev pod0; ";

    private const string DatagramNc =
        "import os,socket,sys; s=socket.socket(2,2); s.connect((sys.argv[-2],int(sys.argv[-1]))); s.settimeout(3); s.send(os.read(0,512)); os.write(1,s.recv(4096))";

    private static void SkipWithoutRoot()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !HasTool("nsenter") || !HasTool("ip"))
        {
            Assert.Skip("network namespaces need root, Linux, nsenter and ip");
        }
    }

    private static bool HasTool(string tool) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, tool)));

    /// <summary>A process in a network namespace of its own; ready when its setting up is done and its server listens.</summary>
    /// <param name="port">Of TCP; 0: no server.</param>
    private int Start(string setUp, int port = 0)
    {
        var info = new ProcessStartInfo("unshare", ["-n", "sh", "-c", setUp + "\necho ready; exec sleep 600"]) { RedirectStandardOutput = true };
        var process = Process.Start(info)!;
        _processes.Add(process);
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        var listens = $":{port:X4} 00000000:0000 0A";
        for (var tries = 0; port > 0 && !File.ReadAllText($"/proc/{process.Id}/net/tcp").Contains(listens, StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 1200, $"nothing listened on port {port}");
            Thread.Sleep(50);
        }

        return process.Id;
    }

    private static ToolFolder Tools(int pod, params string[] tools) => new ToolFolder(["gzip", "nsenter", "busybox", .. tools.Where(t => t is not ("python3" or "nc"))])
        .With("crictl", $"case $1 in pods) echo sandbox;; inspectp) echo {pod};; esac")
        .With(tools.Contains("nc") ? "nc" : "no-nc", tools.Contains("od")
            ? $"PATH={Environment.GetEnvironmentVariable("PATH")} exec python3 -c '{DatagramNc}' \"$@\"" : "exec busybox nc \"$@\"")
        .With(tools.Contains("python3") ? "python3" : "no-python", $"PATH={Environment.GetEnvironmentVariable("PATH")} exec python3 \"$@\"");

    private static async Task<List<ProbeResult>> ProbeAsync(int pod, string[] tools, params (ProbeMethod Method, string Host, int Port, string Query)[] probes)
    {
        using var folder = Tools(pod, tools);
        var wants = probes.Select(p => Want(new ProbeNeed(Place.Pod("shop", "web"), p.Method, p.Host, p.Port, p.Query), Uid)).ToList();
        var options = Options with { SectionTimeout = TimeSpan.FromSeconds(30) };
        var (outcome, frames) = await LocalShell.RunAsync(
            new LocalShell("dash", "-s") { Path = folder.Path }, NodeScript.For(wants, ScriptRoot.Node, options), options);
        Assert.True(outcome.IsWhole, outcome.Problem);
        return [.. frames.Zip(wants, (f, w) => ProbeLine.Read(f.Output, w) ?? throw new InvalidOperationException(f.ToString()))];
    }

    private static ScriptWant Want(Need need, string uid) => ScriptWant.TryMake(need, uid, out var want, out var why) ? want! : throw new ArgumentException(why);

    private static IEnumerable<ScriptWant> Wants(string uid, params string[] sections) =>
        sections.Select(s => Want(new CommandNeed(Place.Pod("shop", "web"), s), uid));
}
