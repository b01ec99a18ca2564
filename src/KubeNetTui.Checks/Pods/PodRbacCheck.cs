using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.rbac</c>: what the pod was refused by the API server, whether it still is, and the role and binding that would allow it.</summary>
public sealed class PodRbacCheck : ICheck
{
    /// <summary>Beyond so many pods of a namespace with accounts of their own, logs are read only of those that show trouble.</summary>
    private const int FewPods = 30;

    public CheckInfo Info { get; } = new(
        "pod.rbac", SubjectKind.Pod, "Refused by the API server",
        "What the pod's log or events say the API server refused it, asked again now, with the binding that is missing or wrong; and what DNS servers need.",
        "The pod's log and events, SubjectAccessReviews for its service account, roles and bindings.",
        [
            "Asked only where there is a sign: a log or event that says forbidden, or a component whose needs are known.",
            "The default account, without a sign, is taken not to use the API.",
            "A refusal that is allowed by now is told, not failed.",
            "Where access may not be asked, roles and bindings decide; authorizers beside RBAC are not in them, and it says so.",
            "A 403 proves that the network works.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        yield return Evidence.Needs.Pods(subject.Namespace);
        yield return Evidence.Needs.Warnings(subject.Namespace);
        if (PodScope.Asked(subject, soFar, hostNetworkToo: true) is not { } pod)
        {
            yield break;
        }

        foreach (var log in Logs(pod, soFar))
        {
            yield return log;
        }

        foreach (var question in Questions(pod, soFar).Select(q => q.Question))
        {
            yield return question.Need;
            foreach (var need in AccessBook.Needs(question.Namespace))
            {
                yield return need;
            }
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: true, out var scope, out var instead))
        {
            return [instead];
        }

        var account = $"{subject.Namespace}/{Account(scope.Pod)}";
        List<Asked> asked = [.. Questions(scope.Pod, evidence)];
        if (asked.Count == 0)
        {
            List<LogNeed> logs = [.. Logs(scope.Pod, evidence)];
            return [logs.Find(l => evidence.Log(l) is null) is { } unread
                ? Info.NotApplicable(subject, $"no event says that {account} was refused; its log could not be read: {evidence.WhyMissing(unread)}")
                : Info.NotApplicable(subject,
                    $"nothing says that its account {account} was refused anything ({(logs.Count > 0 ? "log and events" : "events")} looked at)")];
        }

        List<Judged> judged = [.. asked.Select(a => Judge(a, evidence))];
        List<Judged> refused = judged.FindAll(j => j.Allowed == false);
        if (refused.Count > 0)
        {
            return refused.Select(j => Refused(subject, j, evidence));
        }

        if (judged.Find(j => j.Allowed is null) is { } unknown)
        {
            return [Info.Unknown(subject, $"whether {account} may {unknown.Asked.Question} is not known: {unknown.Problem}",
                "Permission to create subjectaccessreviews, or to list roles and bindings.") with { Exhibits = unknown.Asked.Exhibits }];
        }

        var past = judged.Find(j => j.Asked.Line.Length > 0);
        return [past is null
            ? Info.Pass(subject, $"{account} may {Words.Some(judged.Select(j => j.Asked.Question.ToString()))}",
                [.. judged.Select(j => j.Reason).Where(r => r.Length > 0).Distinct().Take(3)])
            : Info.Pass(subject, $"{account} was refused to {past.Asked.Question}, and may by now",
                [$"Its log: {Words.Cut(past.Asked.Line.Trim(), 300)}",
                "A program that gave up may have to be started anew."]) with { Exhibits = past.Asked.Exhibits }];
    }

    private static string Account(Pod pod) => pod.ServiceAccount.Length > 0 ? pod.ServiceAccount : "default";

    /// <summary>The end of the log, of containers that run under an account of their own or are in trouble.</summary>
    private static IEnumerable<LogNeed> Logs(Pod pod, IEvidence evidence)
    {
        var trouble = !pod.IsReady || pod.Containers.Any(c => c.Status is { RestartCount: > 0 });
        if (Account(pod) == "default" && !trouble)
        {
            return [];
        }

        var own = trouble ? 0 : evidence.Pods(pod.Namespace).Items.Where(p => Account(p) != "default").Take(FewPods + 1).Count();
        return own > FewPods ? []
            : pod.Containers.Where(c => !c.IsOrdinaryInit && c.Status is { } s
                && (s.State.Phase is ContainerPhase.Running or ContainerPhase.Terminated || s.RestartCount > 0)).Take(2)
                .Select(c => Evidence.Needs.Log(pod.Namespace, pod.Name, c.Name, previous: c.Status!.State.Phase == ContainerPhase.Waiting));
    }

    private static IEnumerable<Asked> Questions(Pod pod, IEvidence evidence)
    {
        var seen = new HashSet<AccessQuestion>();
        foreach (var log in Logs(pod, evidence))
        {
            if (evidence.Log(log) is not { } lines)
            {
                continue;
            }

            foreach (var (question, line) in ForbiddenLines.Of(lines).Where(f => seen.Add(f.Question)))
            {
                yield return new Asked(question, line,
                    [Exhibits.Of(evidence.Find(log)!, $"Log of {pod.FullName}, container {log.Container}", lines,
                    l => l == line)]);
            }
        }

        var warnings = evidence.Warnings(pod.Namespace);
        foreach (var warning in EventsByObject.Of(warnings, pod))
        {
            foreach (var (question, line) in ForbiddenLines.Of([warning.Message]).Where(f => seen.Add(f.Question)))
            {
                yield return new Asked(question, line, [Exhibits.Of(warnings.Section!, [warning])]);
            }
        }

        // What CoreDNS's plugin kubernetes watches (plugin/kubernetes/controller.go).
        if (pod.Namespace == ClusterDns.Namespace && ClusterDns.IsServer(pod))
        {
            foreach (var (group, resource) in ((string, string)[])[("discovery.k8s.io", "endpointslices"), ("", "services"), ("", "namespaces")])
            {
                var question = new AccessQuestion(pod.Namespace, Account(pod), "list", group, resource, null);
                if (seen.Add(question))
                {
                    yield return new Asked(question, "", []);
                }
            }
        }
    }

    private static Judged Judge(Asked asked, IEvidence evidence)
    {
        if (evidence.Access(asked.Question.Need) is { } answer)
        {
            return new Judged(asked, answer.Allowed, answer.Reason, "");
        }

        var book = AccessBook.Of(evidence, asked.Question.Namespace);
        return book.Allows(asked.Question) is { } by ? new Judged(asked, true, $"RBAC: allowed by {by.BindingKind} {by.FullName}.", "")
            : book.IsWhole ? new Judged(asked, false, "", "")
            : new Judged(asked, null, "", $"{evidence.WhyMissing(asked.Question.Need)}; {book.Problem}");
    }

    private Finding Refused(Subject subject, Judged judged, IEvidence evidence)
    {
        var question = judged.Asked.Question;
        var book = AccessBook.Of(evidence, question.Namespace);
        var account = $"{question.AccountNamespace}/{question.Account}";
        var (why, exhibits) = Why(question, book);
        var scope = question.Namespace is { } ns ? $" -n {ns}" : "";
        var name = $"{question.Account}-{question.Resource.Replace('/', '-')}";
        var fitting = book.Fitting(question).Select(r => $"{r.RoleKind} {r.FullName}").ToList();
        return Info.Fail(subject, $"its account {account} may not {question}{why}") with
        {
            Details =
            [
                .. judged.Asked.Line.Length > 0 ? [$"The server said: {Words.Cut(judged.Asked.Line.Trim(), 300)}"] : Array.Empty<string>(),
                .. judged.Reason.Length > 0 ? [$"Asked again: {judged.Reason}"] : Array.Empty<string>(),
                .. evidence.Access(question.Need) is null
                    ? ["Judged by roles and bindings; authorizers beside RBAC are not in them."] : Array.Empty<string>(),
                .. fitting.Count > 0 ? [$"Roles that would allow it: {Words.Some(fitting)}."] : Array.Empty<string>(),
                "The network works: the server was reached and said no.",
            ],
            Exhibits = [.. judged.Asked.Exhibits, .. exhibits],
            Remedy = "Bind a role that allows it to the account.",
            RemedyCommand = question.Namespace is null
                ? $"kubectl create clusterrole {name} --verb=get,list,watch --resource={Resource(question)} && kubectl create clusterrolebinding {name} --clusterrole={name} --serviceaccount={question.AccountNamespace}:{question.Account}"
                : $"kubectl create role {name}{scope} --verb={question.Verb} --resource={Resource(question)} && kubectl create rolebinding {name}{scope} --role={name} --serviceaccount={question.AccountNamespace}:{question.Account}",
            Explains = [subject],
            ExplainedChecks = ["pod.running"],
        };
    }

    private static string Resource(AccessQuestion question) => question.Resource + (question.Group.Length > 0 ? "." + question.Group : "");

    private static (string Why, List<Exhibit> Exhibits) Why(AccessQuestion question, AccessBook book)
    {
        List<AccessBinding> bindings = [.. book.Bindings(question)];
        if (bindings.Find(b => book.Knows(b) && book.RoleOf(b) is null) is { } dangling)
        {
            return ($": {dangling.BindingKind} {dangling.FullName} names {dangling.RoleKind} {dangling.RoleName}, which is not there", [Exhibits.Of(book.Section(dangling)!, dangling, "roleRef", "subjects")]);
        }

        if (book.OfNamesakes(question).FirstOrDefault() is { } namesake)
        {
            var other = namesake.Subjects.First(s => s.Name == question.Account && s.Namespace != question.AccountNamespace);
            return ($": {namesake.BindingKind} {namesake.FullName} would allow it, but to the account of this name in {(other.Namespace.Length > 0 ? other.Namespace : "no namespace")}", [Exhibits.Of(book.Section(namesake)!, namesake, "subjects")]);
        }

        List<AccessRole> roles = [.. bindings.Select(book.RoleOf).OfType<AccessRole>().Where(r => !r.Name.StartsWith("system:",
            StringComparison.Ordinal) || bindings.Count == 1)];
        return roles is [var role, ..]
            ? ($": {Words.Some(roles.Select(r => $"{r.RoleKind} {r.FullName}"))}, which it has, do{(roles.Count == 1 ? "es" : "")} not allow it", [Exhibits.Of(book.Section(role)!, role, "rules")])
            : bindings.Count == 0 && book.IsWhole ? (": no binding names the account", []) : ("", []);
    }

    /// <param name="Line">What says that it was refused; "" for a known need.</param>
    private sealed record Asked(AccessQuestion Question, string Line, IReadOnlyList<Exhibit> Exhibits);

    /// <param name="Allowed">Null: not known.</param>
    private sealed record Judged(Asked Asked, bool? Allowed, string Reason, string Problem);
}
