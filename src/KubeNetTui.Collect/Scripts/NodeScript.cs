using System.Security.Cryptography;
using System.Text;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>Where a script runs; what it can see follows from that.</summary>
internal enum ScriptRoot
{
    /// <summary>The node's own root: its files, its tools, its processes.</summary>
    Node,

    /// <summary>A container in the node's network namespace; a wrapper may have entered the node's root, which the script is told.</summary>
    Container,

    /// <summary>A container of the pod that is asked about.</summary>
    Pod,
}

/// <summary>The one script that asks a node for everything that is needed of it. See docs/node-script.md.</summary>
internal sealed class NodeScript
{
    private static readonly string Frame = Resource("node-script.sh");
    private static readonly string Sections = Resource("sections.sh");
    private static readonly string Probes = Resource("probes.sh");

    private NodeScript(string nonce, string text, IReadOnlyList<ScriptWant> wants)
    {
        Nonce = nonce;
        Text = text;
        Wants = wants;
    }

    /// <summary>16 hex digits: what an output would have to guess to pass for a frame.</summary>
    public string Nonce { get; }

    public string Text { get; }

    public IReadOnlyList<ScriptWant> Wants { get; }

    public static NodeScript For(IReadOnlyList<ScriptWant> wants, ScriptRoot root, NodeShellOptions options, string? nonce = null)
    {
        nonce ??= RandomNumberGenerator.GetHexString(16, lowercase: true);
        var text = new StringBuilder();
        text.Append("# kubenettui node-script 1 ").Append(nonce).Append('\n');
        foreach (var want in wants)
        {
            text.Append("# want ").Append(want.Place).Append(' ').Append(want.Section).Append(Details(want, root)).Append('\n');
        }

        // The script ends itself before it is given up, so that what it has arrives whole.
        var seconds = Math.Max(1, (int)options.SectionTimeout.TotalSeconds);
        var deadline = Math.Max(seconds, (int)(options.NodeDeadline.TotalSeconds * 0.7));
        text.Append("# end\n")
            .Append($"kn_nonce={nonce} kn_root={root.ToString().ToLowerInvariant()}")
            .Append($" kn_max={options.SectionBytes} kn_total={options.TotalBytes} kn_seconds={seconds} kn_deadline={deadline}\n")
            .Append(Frame)
            .Append("kn_begin\ncat >\"$kn_d/lib\" <<'KN_LIB'\n")
            .Append(Sections);
        if (wants.Any(w => w.Probe is not null))
        {
            text.Append(Probes);
        }

        text.Append("case $1 in\n");
        foreach (var section in wants.Where(w => w.Probe is null).Select(w => w.Section).Distinct())
        {
            text.Append("  ").Append(section).Append(")\n").Append(ScriptSections.Command(section)).Append("\n;;\n");
        }

        text.Append("  probe) shift; kn_do_probe \"$@\" ;;\nesac\nKN_LIB\nkn_all() {\n:\n");
        foreach (var want in wants)
        {
            AppendCall(text, want);
        }

        // The script is on standard input: nothing it starts may read that.
        text.Append("}\nkn_all </dev/null\necho \"@$kn_nonce done\" >>\"$kn_d/f\"\nkn_flush\nexit 0\n");
        return new NodeScript(nonce, text.ToString(), wants);
    }

    private static string Details(ScriptWant want, ScriptRoot root)
    {
        var uid = want.Place.Kind == PlaceKind.Node ? "" : root == ScriptRoot.Pod || want.Uid.Length == 0 ? " -" : " " + want.Uid;
        return want.Probe is { } probe
            ? $"{uid} {probe.Method.ToString().ToLowerInvariant()} {probe.Host} {probe.Port} {probe.Query}".TrimEnd()
            : uid;
    }

    private static void AppendCall(StringBuilder text, ScriptWant want)
    {
        var place = Quoted(want.Place.ToString());
        var uid = Quoted(want.Uid.Length == 0 ? "-" : want.Uid);
        if (want.Probe is { } probe)
        {
            text.Append($"kn_probe {place} {Quoted(want.Section)} {uid} {probe.Method.ToString().ToLowerInvariant()} {Quoted(probe.Host)} {probe.Port} ")
                .Append($"{Quoted(probe.Query)} '{Octal(want)}'\n");
        }
        else if (want.Place.Kind == PlaceKind.Node)
        {
            text.Append($"kn_node {place} {want.Section} {ScriptSections.Tool(want.Section)} {ScriptSections.Sight(want.Section)}\n");
        }
        else
        {
            text.Append($"kn_pod {place} {want.Section} {uid} {ScriptSections.Tool(want.Section)}\n");
        }
    }

    private static string Octal(ScriptWant want) => want.Question is { } question
        ? string.Concat((want.Probe?.Method == ProbeMethod.DnsTcp ? question.ToTcpBytes() : question.ToBytes())
            .Select(b => $"\\{Convert.ToString(b, 8).PadLeft(3, '0')}"))
        : "";

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Comments stay at home: the script is sent to each node.</summary>
    private static string Resource(string name)
    {
        using var stream = typeof(NodeScript).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not built in");
        using var reader = new StreamReader(stream);
        var text = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            if (line.AsSpan().TrimStart() is [not '#', ..])
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }
}
