using System.Text.Encodings.Web;
using System.Text.Json;

namespace KubeNetTui.Checks;

/// <summary>
/// Findings for programs. The shape is stable; members may be added, none taken away:
/// <code>
/// { "version": "0.1.0", "cluster": "…", "at": "2026-01-31T12:00:00Z",
///   "summary": { "fail": 1, "warn": 0, "unknown": 0, "pass": 4, "notApplicable": 2 },
///   "findings": [ { "check": "service.endpoints", "subject": { "kind": "service", "namespace": "shop", "name": "cart" },
///       "verdict": "fail", "title": "…", "details": [], "remedy": "…", "remedyCommand": "…", "explains": ["service/shop/x"],
///       "explainedBy": { "check": "dns.pods", "subject": "cluster" }, "evidence": [ { "title": "…", "command": "…", "where": "…", "at": "…", "tookMs": 12.5, "lines": [], "deciding": [] } ] } ] }
/// </code>
/// <c>explains</c> are subjects whose trouble it may explain; <c>explainedBy</c> is the finding that explains this one, or null.
/// <c>ruledOut</c> are checks that passed, with how often where not always. Verdicts are <c>fail</c>, <c>warn</c>, <c>unknown</c>, <c>pass</c>, <c>notApplicable</c>; <c>deciding</c> are zero-based indexes into <c>lines</c>.
/// </summary>
public static class JsonReport
{
    // Control characters stay escaped; other scripts than Latin need not be.
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream output, IReadOnlyList<Finding> findings, ReportOptions options)
    {
        using var json = new Utf8JsonWriter(output, Layout);
        json.WriteStartObject();
        json.WriteString("version", options.Version);
        json.WriteString("cluster", options.Cluster);
        json.WriteString("at", options.At.UtcDateTime);
        json.WriteStartObject("summary");
        foreach (var verdict in (ReadOnlySpan<Verdict>)[Verdict.Fail, Verdict.Warn, Verdict.Unknown, Verdict.Pass, Verdict.NotApplicable])
        {
            json.WriteNumber(verdict.Token(), findings.Count(f => f.Verdict == verdict));
        }

        json.WriteEndObject();
        json.WriteStartArray("findings");
        foreach (var ranked in CauseRanking.Rank(findings))
        {
            Write(json, ranked.Finding, ranked.ExplainedBy);
        }

        json.WriteEndArray();
        Write(json, "ruledOut", CauseRanking.RuledOut(findings));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding, Finding? explainedBy)
    {
        json.WriteStartObject();
        json.WriteString("check", finding.CheckId);
        json.WriteStartObject("subject");
        json.WriteString("kind", finding.Subject.Kind.ToString().ToLowerInvariant());
        json.WriteString("namespace", finding.Subject.Namespace);
        json.WriteString("name", finding.Subject.Name);
        json.WriteEndObject();
        json.WriteString("verdict", finding.Verdict.Token());
        json.WriteString("title", finding.Title);
        Write(json, "details", finding.Details);
        json.WriteString("remedy", finding.Remedy);
        json.WriteString("remedyCommand", finding.RemedyCommand);
        Write(json, "explains", finding.Explains.Select(s => s.ToString()));
        if (explainedBy is null)
        {
            json.WriteNull("explainedBy");
        }
        else
        {
            json.WriteStartObject("explainedBy");
            json.WriteString("check", explainedBy.CheckId);
            json.WriteString("subject", explainedBy.Subject.ToString());
            json.WriteEndObject();
        }

        json.WriteStartArray("evidence");
        foreach (var exhibit in finding.Exhibits)
        {
            json.WriteStartObject();
            json.WriteString("title", exhibit.Title);
            json.WriteString("command", exhibit.Command);
            json.WriteString("where", exhibit.Where);
            json.WriteString("at", exhibit.At.UtcDateTime);
            json.WriteNumber("tookMs", Math.Round(exhibit.Took.TotalMilliseconds, 1));
            Write(json, "lines", exhibit.Lines);
            json.WriteStartArray("deciding");
            foreach (var index in exhibit.Deciding)
            {
                json.WriteNumberValue(index);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
