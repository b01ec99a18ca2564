using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A NetworkPolicy in words: whom it selects, what it lets in and out. As the API means it, not as a plug-in enforces it.</summary>
internal static class PolicyWords
{
    public static ListNeed Need(string ns) => new("networking.k8s.io", "v1", "networkpolicies", ns);

    /// <summary>The policies that select a pod, each with what it lets through.</summary>
    public static void WriteFor(PageBuilder page, Described o, LabelSet podLabels)
    {
        var policies = o.Evidence.Read<NetworkPolicy>(Need(o.Namespace));
        var selecting = policies.Items.Select(static p => (p.Name, Spec: Fields.Parse(p.Raw)["spec"]))
            .Where(p => LabelQuery.Of(p.Spec["podSelector"]).Matches(podLabels)).ToList();
        page.Heading("Network policies that select it", policies.IsRead && selecting.Count == 0 ? "none: everything may reach it, it may reach everything" : "");
        if (page.SaysMissing(policies))
        {
            return;
        }

        foreach (var (name, spec) in selecting)
        {
            page.Sentence([new TextRun(name, Tone.Title)], o.Link("NetworkPolicy", o.Namespace, name));
            WriteRules(page, spec, 2);
        }
    }

    public static void WriteRules(PageBuilder page, Fields spec, int level)
    {
        // Without policyTypes: Ingress always, Egress where there are egress rules (networking/v1 defaults).
        var types = spec["policyTypes"].Items.Select(static t => t.Text).ToList();
        if (types.Count == 0 || types.Contains("Ingress"))
        {
            Direction(page, spec["ingress"], "from", "in", level);
        }

        if (types.Count == 0 ? spec["egress"].Items.Any() : types.Contains("Egress"))
        {
            Direction(page, spec["egress"], "to", "out", level);
            if (spec["egress"].Items.Any() && !LetsDnsOut(spec["egress"]))
            {
                page.Sentence("! no rule lets DNS out (UDP and TCP 53): names won't resolve unless another policy does", Tone.Warn, level: level);
            }
        }
    }

    /// <summary>Whether some rule has port 53 of both protocols, or no ports at all. To whom, is not looked at.</summary>
    internal static bool LetsDnsOut(Fields rules)
    {
        return Lets("UDP") && Lets("TCP");

        bool Lets(string protocol) => rules.Items.Any(rule => !rule["ports"].Items.Any()
            || rule["ports"].Items.Any(p => (p["protocol"].Text is { Length: > 0 } own ? own : "TCP") == protocol && Covers53(p)));
    }

    private static void Direction(PageBuilder page, Fields rules, string word, string direction, int level)
    {
        var list = rules.Items.ToList();
        if (list.Count == 0)
        {
            page.Sentence($"lets nothing {direction}", Tone.Warn, level: level);
            return;
        }

        foreach (var rule in list)
        {
            var peers = rule[word].Items.Select(Peer).ToList();
            var ports = rule["ports"].Items.Select(Port).ToList();
            var who = peers.Count == 0 ? $"{word} anywhere" : $"{word} {string.Join($", or {word} ", peers)}";
            page.Sentence($"lets {direction} {who}, {(ports.Count == 0 ? "on any port" : "on " + string.Join(", ", ports))}", level: level);
        }
    }

    private static string Peer(Fields peer)
    {
        if (peer["ipBlock"] is { Exists: true } block)
        {
            var except = block["except"].Items.Select(static e => e.Text).ToList();
            return block["cidr"].Text + (except.Count > 0 ? $" without {string.Join(", ", except)}" : "");
        }

        var pods = peer["podSelector"].Exists ? LabelQuery.Of(peer["podSelector"]) : null;
        var who = pods is null or { TakesAll: true } ? "all pods" : $"pods with {pods}";
        if (!peer["namespaceSelector"].Exists)
        {
            return $"{who} of this namespace";
        }

        var namespaces = LabelQuery.Of(peer["namespaceSelector"]);
        return namespaces.TakesAll ? $"{who} of any namespace" : $"{who} of namespaces with {namespaces}";
    }

    private static string Port(Fields port)
    {
        var protocol = port["protocol"].Text is { Length: > 0 } p ? p : "TCP";
        var number = port["port"].Text;
        var end = port["endPort"].Text;
        return number.Length == 0 ? $"all of {protocol}" : end.Length > 0 ? $"{number}–{end}/{protocol}" : $"{number}/{protocol}";
    }

    private static bool Covers53(Fields port) =>
        port["port"].Text is "" or "53" or "dns" or "dns-tcp"
        || (port["port"].Number is { } first && first <= 53 && (port["endPort"].Number ?? first) >= 53);
}
