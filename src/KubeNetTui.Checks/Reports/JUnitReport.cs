using System.Text;
using System.Xml;

namespace KubeNetTui.Checks;

/// <summary>
/// Findings as JUnit XML, a suite a subject and a case a check, for the systems that show test results. Fail is a failure, Warn a
/// failure of type "warn", Unknown an error, NotApplicable skipped.
/// </summary>
public static class JUnitReport
{
    public static void Write(TextWriter output, IReadOnlyList<Finding> findings, ReportOptions options)
    {
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("testsuites");
        Attribute(xml, "name", "kubenettui");
        Counts(xml, findings);
        foreach (var suite in findings.GroupBy(f => f.Subject))
        {
            xml.WriteStartElement("testsuite");
            Attribute(xml, "name", options.Clean(suite.Key.ToString()));
            Attribute(xml, "hostname", options.Clean(options.Cluster));
            Attribute(xml, "timestamp", options.At.UtcDateTime.ToString("s"));
            Counts(xml, [.. suite]);
            foreach (var finding in suite)
            {
                Write(xml, finding, options);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, Finding finding, ReportOptions options)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", options.Clean(finding.Subject.ToString()));
        Attribute(xml, "name", finding.CheckId);
        var element = finding.Verdict switch
        {
            Verdict.Fail or Verdict.Warn => "failure",
            Verdict.Unknown => "error",
            Verdict.NotApplicable => "skipped",
            _ => null,
        };
        if (element is not null)
        {
            xml.WriteStartElement(element);
            Attribute(xml, "message", options.Clean(finding.Title));
            if (element != "skipped")
            {
                Attribute(xml, "type", finding.Verdict.Token());
                var text = new StringWriter { NewLine = "\n" };
                TextReport.Write(text, finding, options with { Paint = static (_, t) => t });
                xml.WriteString(Legal(text.ToString()));
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyCollection<Finding> findings)
    {
        Attribute(xml, "tests", $"{findings.Count}");
        Attribute(xml, "failures", $"{findings.Count(f => f.Verdict is Verdict.Fail or Verdict.Warn)}");
        Attribute(xml, "errors", $"{findings.Count(f => f.Verdict == Verdict.Unknown)}");
        Attribute(xml, "skipped", $"{findings.Count(f => f.Verdict == Verdict.NotApplicable)}");
    }

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, Legal(value));

    /// <summary>
    /// XML 1.0 has no way to write most control characters and lone surrogates at all: they become U+FFFD. Those of C1 it would take, and
    /// a terminal would obey them.
    /// </summary>
    private static string Legal(string text)
    {
        var legal = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            legal.Append(rune.Value is '\t' or '\n' or '\r' or (>= ' ' and not ((>= 0x7F and <= 0x9F) or 0xFFFE or 0xFFFF)) ? rune : Rune.ReplacementChar);
        }

        return legal.ToString();
    }
}
