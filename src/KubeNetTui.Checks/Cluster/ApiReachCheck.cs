using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>api.reach</c>: the way from this machine to the API server, and the first step on it that fails.</summary>
public sealed class ApiReachCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "api.reach", SubjectKind.Cluster, "API server reached",
        "Which step from here to the API server fails first (credential, name, connect, proxy, TLS, login, permission, health), or that all are passed.",
        "The steps tried one by one from where the program runs, each timed; the server's own health.",
        [
            "401, 403 and a time-out are three different faults: the first two prove that the network works.",
            "A step that does not exist here (no proxy) is skipped, not failed.",
            "A health check that fails is a fault of the server, not of the way to it.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => [Evidence.Needs.Reach];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var section = evidence.Find(Evidence.Needs.Reach);
        if (section is not { Status: SectionStatus.Read, Value: ReachEvidence reach })
        {
            return [new Finding(Info.Id, subject, Verdict.Unknown, "the way to the API server was not tried")
            {
                Details = [evidence.WhyMissing(Evidence.Needs.Reach)], Remedy = section?.HowToGet ?? "",
            }];
        }

        var exhibit = Show(section, reach);
        var failed = reach.FirstFailure;
        if (failed is null)
        {
            var total = TimeSpan.FromTicks(reach.Steps.Sum(s => s.Took.Ticks));
            return [new Finding(Info.Id, subject, Verdict.Pass, $"{reach.Server} answers; all steps took {total.TotalMilliseconds:0} ms")
            {
                Exhibits = [exhibit],
            }];
        }

        var (verdict, title, causes) = Explain(failed, reach.Server);
        return [new Finding(Info.Id, subject, verdict, title)
        {
            Details = [.. failed.Message.Length > 0 ? [failed.Message] : (string[])[], .. causes],
            Exhibits = [exhibit],
            Remedy = failed.Advice,
            RemedyCommand = section.Command,
        }];
    }

    private static (Verdict Verdict, string Title, string[] Causes) Explain(ReachStep step, string server) => step.Kind switch
    {
        ReachStepKind.Credentials => (Verdict.Fail, $"no credential for {server} could be made; the server was not asked",
            ["The network was not tried: this fails on this machine, before any packet."]),
        ReachStepKind.Name => (Verdict.Fail, $"the name of {server} does not resolve here",
            ["Likely causes: a private cluster whose DNS zone is not linked to this network; a VPN that is down; a cluster that was deleted."]),
        ReachStepKind.Connect when step.TimedOut => (Verdict.Fail, $"{server} does not answer: packets are dropped on the way",
            ["Likely causes: this address is not among the authorised IP ranges; a firewall; a private cluster without a route from here."]),
        ReachStepKind.Connect => (Verdict.Fail, $"{server} refuses the connection or cannot be routed to",
            ["The host is reached or known to be unreachable: a wrong port, an API server that is down, or no route from here."]),
        ReachStepKind.Proxy => (Verdict.Fail, $"the proxy on the way to {server} fails",
            ["The API server itself was not reached: proxy-url in the kubeconfig and HTTPS_PROXY, NO_PROXY decide whether a proxy is used."]),
        ReachStepKind.Tls => (Verdict.Fail, $"TLS with {server} fails",
            ["TCP works. Likely causes: another authority than the kubeconfig's, an expired certificate, a name that it does not carry, or a device that breaks TLS open."]),
        ReachStepKind.Login => (Verdict.Fail, $"{server} does not accept the credential ({Status(step)}); the network works",
            ["An answer came back: name, route, firewall and TLS are in order."]),
        ReachStepKind.Permission => (Verdict.Warn, $"{server} refuses a right ({Status(step)}); network and login work",
            ["An answer came back: this is RBAC, not the network."]),
        _ => (Verdict.Fail, $"{server} answers, and says that it is not healthy",
            ["The way to it is in order; the failing part is named in its own health text."]),
    };

    private static string Status(ReachStep step) => step.HttpStatus > 0 ? step.HttpStatus.ToString() : "refused";

    /// <summary>The steps as lines; deciding is what failed, else nothing.</summary>
    private static Exhibit Show(Section section, ReachEvidence reach)
    {
        List<string> lines = [];
        List<int> deciding = [];
        foreach (var step in reach.Steps)
        {
            var word = step.Outcome switch { ReachOutcome.Ok => "ok", ReachOutcome.Failed => "FAILED", _ => "skipped" };
            var took = step.Outcome == ReachOutcome.Skipped ? "" : $"{step.Took.TotalMilliseconds:0} ms";
            var text = step.Outcome == ReachOutcome.Failed && step.Message.Length > 0 ? step.Message : step.Detail;
            var details = text.Split('\n');
            if (step.Outcome == ReachOutcome.Failed)
            {
                deciding.Add(lines.Count);
            }

            lines.Add($"{step.Kind.ToString().ToLowerInvariant(),-12} {word,-8} {took,8}  {details[0].TrimEnd()}".TrimEnd());
            foreach (var more in details.Skip(1).Where(d => d.Trim().Length > 0))
            {
                // In health texts "[-]" starts the parts that failed.
                if (step.Outcome == ReachOutcome.Failed && more.StartsWith("[-]", StringComparison.Ordinal))
                {
                    deciding.Add(lines.Count);
                }

                lines.Add($"{"",32}{more.TrimEnd()}");
            }
        }

        return new Exhibit($"The way to {reach.Server}", section.Command, section.Where, section.At, section.Took, lines, deciding);
    }
}
