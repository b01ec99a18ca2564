namespace KubeNetTui.Replay;

/// <summary>One line <c># want</c> of a node script: a section of a node or of a pod's network namespace, or a probe from there.</summary>
/// <param name="Namespace">"" for a node.</param>
/// <param name="Uid">Of a pod; "" where the script does not say.</param>
/// <param name="Probe">What is tried, when the section is a probe.</param>
internal sealed record ScriptWant(string Namespace, string Name, string Section, string Uid, ProbeQuestion? Probe)
{
    public bool IsNode => Namespace.Length == 0;

    /// <summary><c>node/node-a</c>, <c>pod/shop/web-1</c></summary>
    public string Place => IsNode ? $"node/{Name}" : $"pod/{Namespace}/{Name}";
}

/// <summary>The comments at the head of a node script: what is wanted (docs/node-script.md).</summary>
internal sealed record ScriptRequest(string Nonce, IReadOnlyList<ScriptWant> Wants)
{
    /// <summary>How a script begins.</summary>
    public static ReadOnlySpan<byte> Start => "# kubenettui node-script "u8;

    private const string Version = "1";
    private static readonly string[] ProbeKinds = ["tcp", "dns", "dnstcp", "http", "https", "ping"];

    /// <summary>Null where the head is not one of this version, or has lines that can't be read.</summary>
    /// <param name="head">The lines up to and with <c># end</c>.</param>
    public static ScriptRequest? Parse(string head)
    {
        string? nonce = null;
        var wants = new List<ScriptWant>();
        foreach (var line in head.Split('\n'))
        {
            switch (line.TrimEnd('\r').Split(' '))
            {
                case ["#", "kubenettui", "node-script", Version, { Length: > 0 } given]:
                    nonce = given;
                    break;
                case ["#", "want", var place, var section, .. var rest]:
                    if (Want(place, section, rest) is not { } want)
                    {
                        return null;
                    }

                    wants.Add(want);
                    break;
            }
        }

        return nonce is null ? null : new ScriptRequest(nonce, wants);
    }

    private static ScriptWant? Want(string place, string section, string[] rest)
    {
        var parts = place.Split('/');
        var uid = "";
        if (parts is ["pod", _, _] && rest is [var first, ..] && !ProbeKinds.Contains(first))
        {
            (uid, rest) = (first == "-" ? "" : first, rest[1..]);
        }

        ProbeQuestion? probe = null;
        if (rest is [var kind, var host, var port, .. var query] && ProbeKinds.Contains(kind))
        {
            if (!int.TryParse(port, System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            probe = new ProbeQuestion(kind, host, number, string.Join(' ', query));
        }

        return parts switch
        {
            ["node", { Length: > 0 } node] => new ScriptWant("", node, section, "", probe),
            ["pod", { Length: > 0 } ns, { Length: > 0 } pod] => new ScriptWant(ns, pod, section, uid, probe),
            _ => null,
        };
    }
}
