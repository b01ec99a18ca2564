using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.kubelet</c>: the API server reaches the kubelet (logs, exec, port-forward, metrics), or by its own words why not.</summary>
public sealed class NodeKubeletCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "node.kubelet", SubjectKind.Node, "Kubelet reached",
        "The API server reaches the node's kubelet on port 10250; or by its own words why not: time-out, refused, unreachable, HTTP in place of TLS,"
        + " no tunnel, a name, a certificate, 401 or 403: each is another cause.",
        "GET /api/v1/nodes/NAME/proxy/healthz at the API server, which asks the kubelet.",
        [
            "Where the API server does not let us ask (403 on nodes/proxy), the kubelet was not tried: Unknown.",
            "401, 403 and certificate errors of the kubelet prove that the network works.",
            "A virtual node has no kubelet of its own.",
            "A node whose kubelet is silent is told by node.ready; the words here then are its consequence.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => [Evidence.Needs.Nodes(), KubeletAnswer.Need(subject.Name)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var nodes = evidence.Nodes();
        var node = nodes.Find("", subject.Name);
        if (nodes.IsRead && node is null)
        {
            return [Info.Unknown(subject, $"there is no node {subject.Name} (any more)")];
        }

        if (node?.Meta.Labels["type"] == "virtual-kubelet")
        {
            return [Info.NotApplicable(subject, "a virtual node: what answers for it is no kubelet")];
        }

        var need = KubeletAnswer.Need(subject.Name);
        if (KubeletAnswer.Of(evidence, subject.Name) is not { Section: { } section } answer || answer.Trouble == KubeletTrouble.NotTried)
        {
            return [Info.Unknown(subject, $"the way from the API server to the kubelet was not tried: {evidence.WhyMissing(need)}", HowToGet(evidence.Find(need)))];
        }

        var to = Target(node);
        var judged = Judge(answer, subject.Name, to);
        var silent = node is { IsReady: false } && answer.Trouble is KubeletTrouble.TimedOut or KubeletTrouble.Refused or KubeletTrouble.Unreachable;
        return [new Finding(Info.Id, subject, judged.Verdict, judged.Title)
        {
            Details =
            [
                .. judged.Details,
                .. silent ? [$"The node is not Ready: {node!.Condition("Ready")?.Message}".TrimEnd(' ', ':')] : (string[])[],
            ],
            Exhibits = [Show(section, answer)],
            Remedy = judged.Remedy,
            RemedyCommand = judged.Verdict > Verdict.Pass ? section.Command : "",
            Explains = judged.Verdict == Verdict.Fail ? [Subject.Cluster] : [],
            ExplainedChecks = ["tunnel.reach"],
        }];
    }

    private sealed record Judgement(Verdict Verdict, string Title, string Remedy, params string[] Details);

    private static Judgement Judge(KubeletAnswer answer, string node, string to) => answer.Trouble switch
    {
        KubeletTrouble.None => new(Verdict.Pass, $"the API server reaches the kubelet of {node}: healthz says ok", ""),
        KubeletTrouble.TimedOut => new(Verdict.Fail, $"the API server gets no answer from the kubelet of {node}{to}: {answer.Words}",
            "Look at what drops tcp/10250 on the way: the node's INPUT chain (node.port-10250), ufw or firewalld, a security group or firewall between the API server (or its tunnel's agents) and the node.",
            "Packets are dropped: a refusal would have come back at once. Logs, exec, port-forward and metrics fail for every pod of this node; its pods' own traffic does not pass here."),
        KubeletTrouble.Refused => new(Verdict.Fail, $"{node}{to} refuses the API server's connection: {answer.Words}",
            "See whether the kubelet runs and on which address it listens: systemctl status kubelet; ss -lnt 'sport = 10250'.",
            "The machine is reached and nobody listens there (the kubelet is down or bound to another address), or a rule rejects with a reset."),
        KubeletTrouble.Unreachable => new(Verdict.Fail, $"the API server is told that the kubelet of {node}{to} can't be reached: {answer.Words}",
            "Look for a REJECT rule on the node (firewalld answers so), and for the route from the API server, or its tunnel's agents, to the node's address.",
            "A router, the node's own neighbour on the link, or a rule that rejects with an ICMP error said so."),
        KubeletTrouble.TlsTimedOut => new(Verdict.Fail, $"TCP reaches the kubelet of {node}{to}, TLS does not: {answer.Words}",
            "See whether the kubelet is overloaded or hangs (systemctl status kubelet), and compare MTUs along the way: a handshake holds the first large packets.",
            "The port is open; what is lost comes after the connection."),
        KubeletTrouble.NotTls => new(Verdict.Fail, $"something that is no kubelet answers for {node}{to}: {answer.Words}",
            "Look for a proxy in between: HTTPS_PROXY and NO_PROXY of the API server, a transparent proxy, another program on port 10250.",
            "A plain HTTP answer came to a TLS client. The packets arrive somewhere; not at the kubelet."),
        KubeletTrouble.Tunnel => new(Verdict.Fail, $"the API server's tunnel has no way to {node}{to}: {answer.Words}",
            "Look at the tunnel's agents: kubectl get pods -n kube-system -o wide | grep -E 'konnectivity|tunnel|aks-link'.",
            "The API server does not dial nodes itself: an agent in the cluster does it. See tunnel.agents and tunnel.reach."),
        KubeletTrouble.Name => new(Verdict.Fail, $"where the API server is, the name of {node} does not resolve: {answer.Words}",
            "Let the API server prefer addresses (--kubelet-preferred-address-types=InternalIP,…), or make the name resolve there."),
        KubeletTrouble.Certificate => new(Verdict.Fail, $"the API server and the kubelet of {node}{to} do not accept a certificate; the network works: {answer.Words}",
            "See the serving certificate: openssl s_client -connect NODE:10250 </dev/null | openssl x509 -noout -dates -subject -ext subjectAltName; approve waiting CSRs: kubectl get csr."),
        KubeletTrouble.NotAllowed => new(Verdict.Fail, $"the kubelet of {node}{to} does not let the API server in; the network works: {answer.Words}",
            "The API server's client certificate (--kubelet-client-certificate) must be of a user that ClusterRole system:kubelet-api-admin is bound to, and of an authority that the kubelet knows (clientCAFile)."),
        KubeletTrouble.Unwell => new(Verdict.Fail, $"the kubelet of {node} is reached, and says that it is not well: {answer.Words}",
            "Look at its log on the node: journalctl -u kubelet --since -10min.", "The network to it works."),
        KubeletTrouble.Reset => new(Verdict.Fail, $"the connection to the kubelet of {node}{to} is cut: {answer.Words}",
            "Look for a firewall or proxy that breaks TLS open between the API server and the node, and at the kubelet's restarts."),
        _ => new(Verdict.Fail, $"the API server does not get a healthy answer from the kubelet of {node}{to}: {answer.Words}",
            "The API server's own words name the step that failed; its log has more."),
    };

    /// <summary><c> (10.0.0.4:10250)</c></summary>
    private static string Target(Node? node) =>
        node?.InternalIps.FirstOrDefault() is { Length: > 0 } ip ? $" ({(ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip)}:{(node.KubeletPort > 0 ? node.KubeletPort : 10250)})" : "";

    private static string HowToGet(Section? section) => section switch
    {
        { HowToGet: { Length: > 0 } how } => how,
        { Status: SectionStatus.Denied } => "needs \"get\" on nodes/proxy: kubectl auth can-i get nodes --subresource=proxy",
        _ => "",
    };

    internal static Exhibit Show(Section section, KubeletAnswer answer)
    {
        var text = section.Value is RawText raw ? raw.Text : section.Problem ?? "";
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return Exhibits.Of(section, "The API server's way to the kubelet", lines, l => answer.Trouble != KubeletTrouble.None && (lines.Length == 1 || KubeletAnswer.Sort(l) is not null || l.StartsWith("[-]", StringComparison.Ordinal)));
    }
}
