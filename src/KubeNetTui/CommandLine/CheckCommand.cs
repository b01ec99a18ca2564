using System.CommandLine;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.CommandLine;

/// <summary><c>kubenettui check</c>: the verdicts without a screen.</summary>
internal sealed class CheckCommand
{
    private readonly Argument<string[]> _subjects = new("SUBJECT")
    {
        Arity = ArgumentArity.ZeroOrMore,
        HelpName = "SUBJECT",
        Description = "service/NAME, pod/NAME, node/NAME (svc, po, no; NAMESPACE/NAME in place of NAME), or cluster.",
    };

    private readonly Option<bool> _all = new("--all-namespaces", "-A")
    {
        Description = "Everything: the cluster and all services, pods and nodes.",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        HelpName = "FORMAT",
        Description = "text, json, junit or markdown.",
        DefaultValueFactory = static _ => "text",
    };

    private readonly Option<string[]> _only = new("--only")
    {
        HelpName = "ID,…",
        Description = "Only these checks; kubenettui checks lists them.",
    };

    private readonly Option<string> _failOn = new("--fail-on")
    {
        HelpName = "VERDICT",
        Description = "warn or fail: the least that makes the exit status 1.",
        DefaultValueFactory = static _ => "fail",
    };

    private readonly NodeShellFlags _nodes = new();

    public CheckCommand(CommandTree tree, ProgramHost host)
    {
        _output.CompletionSources.Add("text", "json", "junit", "markdown");
        _failOn.CompletionSources.Add("warn", "fail");
        _only.CompletionSources.Add(static context => Completion.CheckIds(context.WordToComplete));
        _subjects.CompletionSources.Add("service/", "pod/", "node/", "cluster");
        Command = new Command("check", "Check a service, a pod, a node or the cluster, and print what is wrong.")
        {
            _subjects, _all, _output, _only, _failOn,
        };
        foreach (Option option in _nodes.All)
        {
            Command.Options.Add(option);
        }

        Command.SetAction(async (parsed, cancellation) =>
        {
            tree.OpenLog(parsed);
            CheckRequest request = Read(parsed, parsed.GetValue(tree.Globals.Namespace), everythingElse: false);
            await using ApiClient client = tree.Connect(parsed);
            return await new CheckRun(host, client, request).RunAsync(cancellation).ConfigureAwait(false);
        });
    }

    private CheckCommand(CommandTree tree, ProgramHost host, Argument<string> file, Option<string> most) : this(tree, host)
    {
        Command = new Command("check", "Check a bundle: everything in it, or what is named.") { file, _subjects, _all, _output, _only, _failOn, most };
        Command.SetAction(async (parsed, cancellation) =>
        {
            tree.OpenLog(parsed);
            CheckRequest request = Read(parsed, parsed.GetValue(tree.Globals.Namespace), everythingElse: true);

            // The way from here to the server is the way to Replay: it says nothing of the cluster.
            request = request with { Only = request.Only ?? Catalogue.All.Select(c => c.Info.Id).Where(id => id != CheckRun.ReachCheck).ToHashSet() };
            await using BundleServer bundle = await BundleServer.StartAsync(
                parsed.GetValue(file)!, BundleCommand.Size(parsed.GetValue(most) ?? ""), cancellation).ConfigureAwait(false);
            await using ApiClient client = new(bundle.Settings);
            return await new CheckRun(host with { Time = bundle.Clock }, client, request) { Shells = BundleServer.Shells }.RunAsync(cancellation).ConfigureAwait(false);
        });
    }

    public Command Command { get; }

    /// <summary>The same on a bundle, which is the first argument.</summary>
    public static CheckCommand OfBundle(CommandTree tree, ProgramHost host) =>
        new(tree, host, new Argument<string>("FILE") { HelpName = "FILE|FOLDER", Description = "A bundle." },
            BundleCommand.MostBytes("4G", "An archive with more in it is not read."));

    /// <param name="everythingElse">Where nothing is named, everything is meant.</param>
    private CheckRequest Read(ParseResult parsed, string? ns, bool everythingElse)
    {
        CheckRequest request = new()
        {
            Subjects = parsed.GetValue(_subjects) ?? [],
            Everything = parsed.GetValue(_all),
            Namespace = ns,
            Format = Format(parsed.GetValue(_output) ?? ""),
            Nodes = _nodes.Read(parsed),
            Only = parsed.GetValue(_only) is { Length: > 0 } ids ? Ids(ids) : null,
            FailOn = (parsed.GetValue(_failOn) ?? "").ToLowerInvariant() switch
            {
                "fail" => Verdict.Fail,
                "warn" => Verdict.Warn,
                var other => throw new UsageException($"--fail-on {other} is not known; it is warn or fail", help: true),
            },
        };

        if (everythingElse && request is { Subjects: [], Namespace: null })
        {
            request = request with { Everything = true };
        }

        // All words are looked at before the first request is sent.
        foreach (string subject in request.Subjects)
        {
            if (subject.StartsWith('-'))
            {
                throw new UsageException(UsageMessage.UnknownOption(subject, parsed.CommandResult), help: true);
            }

            SubjectText.Parse(subject, ns ?? "");
        }

        return request switch
        {
            { Subjects: [], Everything: false, Namespace: null } => throw new UsageException(
                "what is to be checked? Name a subject (service/web, pod/x, node/y, cluster), a namespace (-n NS), or everything (-A)", help: true),
            { Subjects: [_, ..], Everything: true } => throw new UsageException("-A checks everything: leave out the subjects, or leave out -A", help: true),
            { Everything: true, Namespace: not null } => throw new UsageException("-A and -n contradict each other: -n NS alone checks that namespace", help: true),
            _ => request,
        };
    }

    private static ReportFormat Format(string word) => word.ToLowerInvariant() switch
    {
        "text" => ReportFormat.Text,
        "json" => ReportFormat.Json,
        "junit" => ReportFormat.JUnit,
        "markdown" or "md" => ReportFormat.Markdown,
        _ => throw new UsageException($"-o {word} is not known; it is text, json, junit or markdown", help: true),
    };

    private static HashSet<string> Ids(IEnumerable<string> words)
    {
        HashSet<string> known = [.. Catalogue.All.Select(check => check.Info.Id)];
        HashSet<string> ids = [];
        foreach (string id in words.SelectMany(w => w.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            ids.Add(known.Contains(id)
                ? id
                : throw new UsageException($"there is no check \"{id}\"{NearNames.Hint(id, known)}\nThe checks are: {string.Join(", ", known)}"));
        }

        return ids.Count > 0 ? ids : throw new UsageException("--only names no check; kubenettui checks lists them", help: true);
    }
}
