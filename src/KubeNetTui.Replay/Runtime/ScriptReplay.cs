using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// Answers a node script from a bundle's sections, as a shell on the node would: only where the pod that was exec'ed into is a
/// privileged one in its node's network, or for the pod's own sections. Nothing is run.
/// </summary>
internal sealed class ScriptReplay(IBundle bundle, ExecRequest request)
{
    private const int LongestHead = 1024 * 1024;
    private const int NotPermitted = 126;
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash"];
    private static readonly string[] Wrappers = ["chroot", "nsenter", "env", "timeout", "nice", "sudo", "busybox"];

    /// <summary>A shell that reads its commands from standard input, perhaps behind a program that leads to another root or namespace.</summary>
    public static bool IsShellOnInput(IReadOnlyList<string> command)
    {
        var words = command.ToList();
        while (words.Count > 1 && (words[^1] is "-s" or "-") && !words.Contains("-c"))
        {
            words.RemoveAt(words.Count - 1);
        }

        return words switch
        {
            [] => false,
            [var shell, "-c" or "-ec", var wrapper, ..] when IsShell(shell) => wrapper.Contains("sh -s", StringComparison.Ordinal),
            [.., var last] => IsShell(last) && (words.Count == 1 || Wrappers.Contains(NameOf(words[0]))),
        };
    }

    /// <summary>Answers when the input begins as a node script does.</summary>
    /// <returns>Null when it was a script and has been answered; else the input as it came.</returns>
    public async Task<Stream?> TryAnswerAsync(ExecStreams streams, CancellationToken cancellation)
    {
        var head = new List<byte>();
        var buffer = new byte[8192];
        while (true)
        {
            var read = await streams.Input.ReadAsync(buffer, cancellation).ConfigureAwait(false);
            head.AddRange(buffer.AsSpan(0, read));
            var known = Math.Min(head.Count, ScriptRequest.Start.Length);
            if (!ScriptRequest.Start[..known].SequenceEqual(head.ToArray().AsSpan(0, known)) || (read == 0 && known < ScriptRequest.Start.Length))
            {
                return new ReadAgainStream([.. head], streams.Input);
            }

            var text = Encoding.UTF8.GetString([.. head]);
            if (EndOfHead(text) is { } end && ScriptRequest.Parse(text[..end]) is { } script)
            {
                if (read > 0)
                {
                    await DrainAsync(streams.Input, text, cancellation).ConfigureAwait(false);
                }

                await Answer(script).WriteAsync(streams.Output, cancellation).ConfigureAwait(false);
                return null;
            }

            if (read == 0 || head.Count > LongestHead || EndOfHead(text) is not null)
            {
                return new ReadAgainStream([.. head], streams.Input); // a script that is not understood
            }
        }
    }

    private static bool IsShell(string word) => Shells.Contains(NameOf(word));

    private static string NameOf(string word) => word[(word.LastIndexOf('/') + 1)..];

    private static int? EndOfHead(string text) =>
        text.IndexOf("\n# end\n", StringComparison.Ordinal) is >= 0 and var at ? at + "\n# end\n".Length : null;

    /// <summary>Takes the rest of the script, as a shell does that reads on while it runs: a client may send to the end before it listens.</summary>
    private static async Task DrainAsync(Stream input, string seen, CancellationToken cancellation)
    {
        var tail = seen.Length > 8 ? seen[^8..] : seen;
        var buffer = new byte[8192];
        while (!tail.EndsWith("\nexit\n", StringComparison.Ordinal) && !tail.EndsWith("\nexit", StringComparison.Ordinal))
        {
            var read = await input.ReadAsync(buffer, cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            tail += Encoding.Latin1.GetString(buffer, 0, read);
            tail = tail.Length > 8 ? tail[^8..] : tail;
        }
    }

    private ScriptAnswer Answer(ScriptRequest script)
    {
        var answer = new ScriptAnswer(script.Nonce);
        foreach (var want in script.Wants)
        {
            var (output, fate) = Find(want);
            answer.Add(want, output, fate);
        }

        return answer;
    }

    private (string Output, SectionFate Fate) Find(ScriptWant want)
    {
        var isOwn = want.Namespace == request.Namespace && want.Name == request.Pod;
        if (want.IsNode)
        {
            return !request.IsNodeShell
                ? Denied($"{request.Namespace}/{request.Pod} is no privileged pod in its node's network")
                : want.Name != request.Node
                    ? Denied($"{request.Namespace}/{request.Pod} runs on {request.Node}, not on {want.Name}")
                    : Section(want, (node, section) => bundle.NodeSection(node.Name, section));
        }

        if (!isOwn && !request.IsNodeShell)
        {
            return Denied($"{request.Namespace}/{request.Pod} is no privileged pod in its node's network: it reads its own network alone");
        }

        var pod = request.FindPod(want.Namespace, want.Name);
        if (pod is null || pod.Node != request.Node || (want.Uid.Length > 0 && pod.Uid.Length > 0 && want.Uid != pod.Uid) || !pod.IsAlive)
        {
            return ("", new SectionFate(1, "nopod", $"no process of {want.Place} on {request.Node}\n"));
        }

        // A pod in its node's network has the node's: bundles keep such sections once.
        return Section(want, (place, section) => bundle.PodSection(place.Namespace, place.Name, section)
            ?? (pod.IsHostNetwork ? bundle.NodeSection(pod.Node, section) : null));
    }

    private (string Output, SectionFate Fate) Section(ScriptWant want, Func<ScriptWant, string, string?> find)
    {
        var output = find(want, want.Section);
        var error = find(want, want.Section + ".err");
        if (output is null && error is null && want.Probe is { } probe && bundle is IProbedBundle model)
        {
            output = want.IsNode ? model.ProbeFromNode(want.Name, probe) : model.ProbeFromPod(want.Namespace, want.Name, probe);
        }

        return output is null && error is null
            ? ("", new SectionFate(127, "missing " + want.Section, $"the bundle has no {want.Section} of {want.Place}\n"))
            : (output ?? "", SectionFate.Parse(error, want.Section, output));
    }

    private static (string Output, SectionFate Fate) Denied(string why) => ("", new SectionFate(NotPermitted, "denied", why + "\n"));
}
