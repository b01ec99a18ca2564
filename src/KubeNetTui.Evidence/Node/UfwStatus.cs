namespace KubeNetTui.Evidence;

/// <summary>Section <c>ufw</c>: <c>ufw status verbose</c>.</summary>
/// <param name="Incoming">What it does by default: <c>deny</c>, <c>allow</c>, <c>reject</c>; "" not said.</param>
/// <param name="Routed">For packets that pass through; <c>disabled</c> means as the kernel's FORWARD policy.</param>
public sealed record UfwStatus(bool IsActive, string Incoming, string Outgoing, string Routed)
{
    public IReadOnlyList<UfwRule> Rules { get; init; } = [];

    /// <summary>A status line was there.</summary>
    public bool IsUnderstood { get; init; }

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; init; } = [];

    public static UfwStatus Parse(string text)
    {
        var status = new UfwStatus(false, "", "", "");
        List<UfwRule> rules = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        var inTable = false;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace() || line.StartsWith("--", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.StartsWith("Status:", StringComparison.Ordinal))
            {
                status = status with { IsActive = line["Status:".Length..].Trim() is "active", IsUnderstood = true };
            }
            else if (line.StartsWith("Default:", StringComparison.Ordinal))
            {
                status = status with { Incoming = Default(line, "(incoming)"), Outgoing = Default(line, "(outgoing)"), Routed = Default(line, "(routed)") };
            }
            else if (line.StartsWith("To ", StringComparison.Ordinal))
            {
                inTable = true;
            }
            else if (inTable && Rule(line) is { } rule)
            {
                rules.Add(rule);
            }
            else if (!line.StartsWith("Logging:", StringComparison.Ordinal) && !line.StartsWith("New profiles:", StringComparison.Ordinal))
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "a line of ufw status was expected"));
            }
        }

        return status with { Rules = rules, NotUnderstood = failed };
    }

    // Default: deny (incoming), allow (outgoing), disabled (routed)
    private static string Default(ReadOnlySpan<char> line, string of)
    {
        var end = line.IndexOf(of);
        if (end <= 0)
        {
            return "";
        }

        var before = line[..end].TrimEnd();
        return before[(before.LastIndexOfAny(' ', ',') + 1)..].ToString();
    }

    // 10250/tcp                  DENY IN     Anywhere
    private static UfwRule? Rule(ReadOnlySpan<char> line)
    {
        foreach (var action in (ReadOnlySpan<string>)["ALLOW", "DENY", "REJECT", "LIMIT"])
        {
            var at = line.IndexOf(action);
            if (at > 0 && line[at - 1] == ' ')
            {
                var words = new TextWords(line[(at + action.Length)..]);
                var direction = words.Next() is "IN" or "OUT" or "FWD" ? words.Current.ToString() : "";
                var from = direction.Length > 0 ? words.Rest : line[(at + action.Length)..];
                return new(line[..at].Trim().ToString(), action, direction.Length > 0 ? direction : "IN", from.Trim().ToString());
            }
        }

        return null;
    }
}

/// <param name="To"><c>10250/tcp</c>, <c>Anywhere</c>, <c>10.0.0.1 22/tcp</c>.</param>
/// <param name="Action"><c>ALLOW</c>, <c>DENY</c>, <c>REJECT</c>, <c>LIMIT</c>.</param>
/// <param name="Direction"><c>IN</c>, <c>OUT</c>, <c>FWD</c>.</param>
public sealed record UfwRule(string To, string Action, string Direction, string From);
