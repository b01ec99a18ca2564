using System.Globalization;
using System.Text;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>One file of a bundle.</summary>
/// <param name="Section">What decides how its text is redacted.</param>
internal readonly record struct SectionFile(Place? Place, string Folder, string Section, string Text);

/// <summary>Sections as a bundle keeps them, so that Replay gives the same answers again (docs/bundles.md).</summary>
internal static class SectionFiles
{
    private const string NodePrefix = "/api/v1/nodes/";
    private const string Proxy = "/proxy/";

    /// <summary>The files of a section; none where there is nothing to be kept.</summary>
    public static IEnumerable<SectionFile> Of(Section section) => section.Need switch
    {
        CommandNeed need => OfCommand(need, section),
        ProbeNeed need when section.Value is ProbeResult result => [new SectionFile(need.From, "", need.Section, Line(need.Method is ProbeMethod.Dns or ProbeMethod.DnsTcp, result))],
        ForwardedDnsNeed need when section.Value is ProbeResult result =>
            [new SectionFile(Place.Pod(need.Namespace, need.Pod), "", ForwardedName(need.Port, need.Query), Line(true, result))],
        LogNeed need when section.Value is LogText log =>
            [new SectionFile(Place.Pod(need.Namespace, need.Pod), "logs", $"{need.Container}{(need.Previous ? ".previous" : "")}.txt", string.Concat(log.Lines.Select(l => l + "\n")))],
        RawNeed need when section.Value is RawText raw => OfRaw(need, raw),
        _ => [],
    };

    /// <summary><c>probe.forwarded.53.kubernetes.default.svc.cluster.local_A</c></summary>
    public static string ForwardedName(int port, string query) =>
        string.Create(CultureInfo.InvariantCulture, $"probe.forwarded.{port}.{query.Replace(' ', '_').Replace('/', '_').Replace(':', '_')}");

    private static IEnumerable<SectionFile> OfCommand(CommandNeed need, Section section)
    {
        if (section.Value is CommandOutput output)
        {
            yield return new SectionFile(need.Place, "", need.Section, output.Text);
            if (output.Exit != 0 || output.Error.Length > 0 || output.IsCut)
            {
                string cut = output.IsCut ? $" cut {Encoding.UTF8.GetByteCount(output.Text)}" : "";
                yield return new SectionFile(need.Place, "", need.Section + ".err", $"exit {output.Exit}{cut}\n{output.Error}");
            }

            yield break;
        }

        string problem = $"{section.Problem}\n";
        string? fate = section.Status switch
        {
            SectionStatus.Absent => $"exit 127 missing {Word(SectionCommands.Find(need.Section)?.Tool, need.Section)}\n{problem}",
            SectionStatus.Denied or SectionStatus.Failed => $"exit 126 denied\n{problem}",
            _ => null,
        };
        if (fate is not null)
        {
            yield return new SectionFile(need.Place, "", need.Section + ".err", fate);
        }
    }

    private static IEnumerable<SectionFile> OfRaw(RawNeed need, RawText raw)
    {
        string path = need.Path.Split('?')[0];
        int proxy = path.IndexOf(Proxy, StringComparison.Ordinal);
        if (!path.StartsWith(NodePrefix, StringComparison.Ordinal) || proxy < 0)
        {
            // Of other paths only health is a finding's ground; version and discovery are Replay's own.
            if (path is "/livez" or "/readyz" or "/healthz" || path.StartsWith("/livez/", StringComparison.Ordinal) || path.StartsWith("/readyz/", StringComparison.Ordinal))
            {
                yield return new SectionFile(null, "raw", RawName(need.Path), $"HTTP {raw.HttpStatus}\n{raw.Text}");
            }

            yield break;
        }

        string name = path[NodePrefix.Length..proxy];
        string[] host = name.Split(':');
        string port = host.Length == 1 ? "" : host[^1];
        string section = (port is "10249" or "10256" ? "kube-proxy-" : "kubelet-") + path[(proxy + Proxy.Length)..].Replace('/', '-');
        Place node = Place.Node(host.Length == 3 ? host[1] : host[0]);
        yield return new SectionFile(node, "", section == "kube-proxy-proxyMode" ? "kube-proxy-mode" : section, raw.Text);
        if (raw.HttpStatus >= 400 && !raw.Text.StartsWith('{'))
        {
            yield return new SectionFile(node, "", section + ".err", $"exit 22\nHTTP {raw.HttpStatus}\n");
        }
    }

    private static string RawName(string path) =>
        string.Concat(path.TrimStart('/').Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));

    private static string Line(bool isDns, ProbeResult result)
    {
        string detail = isDns && result.DnsCode.Length > 0 ? string.Join(' ', (IEnumerable<string>)[result.DnsCode, .. result.Addresses]) : result.Detail;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Outcome.ToString().ToLowerInvariant()} {result.Took.TotalMilliseconds:0} {Word(result.Tool, "-")} {detail.ReplaceLineEndings(" ")}");
        return line.TrimEnd() + "\n";
    }

    private static string Word(string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text.Replace(' ', '-');
}
