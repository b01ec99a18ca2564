using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>A probe's line, <c>OUTCOME MILLISECONDS TOOL DETAIL…</c>, as what it met.</summary>
internal static class ProbeLine
{
    /// <returns>Null where the line is none.</returns>
    public static ProbeResult? Read(string output, ScriptWant want)
    {
        var words = output.Trim().Split(' ', 4);
        if (words.Length < 3 || words[0].All(char.IsAsciiDigit) || !Enum.TryParse(words[0], ignoreCase: true, out ProbeOutcome outcome)
            || !long.TryParse(words[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return null;
        }

        // A clock that was set back in between makes a negative time.
        var detail = words.Length > 3 ? words[3].Trim() : "";
        var took = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 3_600_000));
        var result = new ProbeResult(outcome, took, detail, words[2]);
        return outcome != ProbeOutcome.Reached ? result : want.Probe?.Method switch
        {
            ProbeMethod.Dns or ProbeMethod.DnsTcp => OfDns(result, want),
            ProbeMethod.Http or ProbeMethod.Https => result with { HttpStatus = HttpStatus(detail) },
            _ => result,
        };
    }

    private static ProbeResult OfDns(ProbeResult result, ScriptWant want)
    {
        var words = result.Detail.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["raw", var hex])
        {
            try
            {
                return OfAnswer(result, Convert.FromHexString(hex), want.Question);
            }
            catch (FormatException)
            {
                return result with { Outcome = ProbeOutcome.BadAnswer };
            }
        }

        return words is [var code, .. var addresses] ? result with { DnsCode = code, Addresses = addresses }
            : result with { Outcome = ProbeOutcome.BadAnswer };
    }

    /// <summary>The bytes of an answer, read by this program's own codec.</summary>
    public static ProbeResult OfAnswer(ProbeResult result, ReadOnlySpan<byte> message, DnsQuestion? question)
    {
        if (!DnsAnswer.TryParse(message, out var answer, out var why))
        {
            return result with { Outcome = ProbeOutcome.BadAnswer, Detail = why };
        }

        if (question is not null && !answer.IsTo(question))
        {
            return result with { Outcome = ProbeOutcome.BadAnswer, Detail = $"an answer to another question came: {answer.QuestionName} {answer.QuestionType}" };
        }

        return result with
        {
            Detail = string.Join(' ', [answer.Code, .. answer.Addresses]),
            DnsCode = answer.Code,
            Addresses = answer.Addresses,
        };
    }

    private static int HttpStatus(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var version, var code, ..]
        && version.StartsWith("HTTP/", StringComparison.Ordinal)
        && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status < 1000
            ? status
            : 0;
}
