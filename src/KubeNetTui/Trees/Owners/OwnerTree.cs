using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Trees;

/// <summary>
/// What belongs to what: owner, replica set or job, pod, container, and what those need by name. Pure: from tables to lines. What is under
/// a closed line is made when that is opened.
/// </summary>
internal sealed class OwnerTree
{
    private static readonly Dictionary<string, (ApiResource Kind, string What)> Named = new()
    {
        ["cm"] = (Kind("configmaps"), "config map"),
        ["secret"] = (Kind("secrets"), "secret"),
        ["pvc"] = (Kind("persistentvolumeclaims"), "volume claim"),
        ["sa"] = (Kind("serviceaccounts"), "service account"),
    };

    private readonly OwnerObjects _objects;
    private readonly ILookup<(string, string), (OwnerTable Table, TableRow Row)> _byOwner;
    private readonly Dictionary<(string, string), PodShape> _shapes = [];

    private OwnerTree(OwnerObjects objects)
    {
        _objects = objects;
        _byOwner = objects.Between.Append(objects.Pods)
            .SelectMany(t => t.Rows.Where(r => r.Controller is not null).Select(r => (Table: t, Row: r)))
            .ToLookup(p => (p.Row.Namespace, p.Row.Controller!));
        foreach (var shape in objects.Shapes ?? [])
        {
            _shapes[(shape.Namespace, shape.Name)] = shape;
        }
    }

    public static IReadOnlyList<TreeItem> Of(OwnerObjects objects)
    {
        var tree = new OwnerTree(objects);
        return [.. Sorted(objects.Roots.Rows).Select(r => tree.Item("", objects.Roots, r))];
    }

    private static ApiResource Kind(string plural) => WellKnownKinds.Catalog.Find(plural)!;

    private static IEnumerable<TableRow> Sorted(IEnumerable<TableRow> rows) => rows.OrderBy(r => r.Namespace, StringComparer.Ordinal).ThenBy(r => r.Name, StringComparer.Ordinal);

    private TreeItem Item(string under, OwnerTable table, TableRow row) =>
        table.Kind.IsSameKind(WellKnownKinds.Pods) ? Pod(under, row) : Owner(under, table, row);

    private TreeItem Owner(string under, OwnerTable table, TableRow row)
    {
        var kind = table.Kind;
        var word = WordOf(kind);
        var key = $"{under}{word} {row.Namespace}/{row.Name}";
        var owned = Owned(table, row);

        // Old revisions are kept for a rollback; they own nothing and say nothing.
        var idle = owned.Count(o => IsIdle(o.Table, o.Row));
        owned = [.. owned.Where(o => !IsIdle(o.Table, o.Row))];
        var pods = Pods(owned).ToList();
        var verdict = VerdictKinds.Covers(kind) && _objects.Verdicts is { } verdicts ? verdicts.Of(kind, row) : Judge(table, row);
        var item = new TreeItem
        {
            Key = key, Kind = word, Name = Name(row), Object = new Selection(kind, row.Namespace, row.Name, row.Uid), Verdict = verdict, Labels = row.Labels,
            Detail = Join(Counts(table, row), Said(pods), idle > 0 ? $"{NetTreeSource.Number(idle, "older replicaset")}" : ""),
            IsOpenAtFirst = under.Length > 0 || _objects.IsSmall || _objects.Roots.Rows.Count == 1,
            Expand = () => [.. owned.OrderBy(o => o.Row.Name, StringComparer.Ordinal).Select(o => Item(key + "|", o.Table, o.Row))],
        };
        return owned.Count > 0 ? item : item.With([]);
    }

    private List<(OwnerTable Table, TableRow Row)> Owned(OwnerTable table, TableRow row)
    {
        if (table.Kind.IsSameKind(WellKnownKinds.Services))
        {
            return table.Cell(row, "Selector") is { Length: > 0 } text && LabelSelector.TryParse(text, out var selector, out _)
                ? [.. _objects.Pods.Rows.Where(p => p.Namespace == row.Namespace && selector.Matches(p.Labels)).Select(p => (_objects.Pods, p))]
                : [];
        }

        return table.Kind.IsSameKind(WellKnownKinds.Nodes)
            ? [.. _objects.Pods.Rows.Where(p => _objects.Pods.Cell(p, "Node") == row.Name).Select(p => (_objects.Pods, p))]
            : [.. _byOwner[(row.Namespace, $"{table.Kind.Kind}/{row.Name}")]];
    }

    private IEnumerable<TableRow> Pods(IEnumerable<(OwnerTable Table, TableRow Row)> owned) =>
        owned.SelectMany(o => o.Table.Kind.IsSameKind(WellKnownKinds.Pods) ? [o.Row] : Pods(Owned(o.Table, o.Row)));

    private bool IsIdle(OwnerTable table, TableRow row) =>
        table.Kind.IsSameKind(WellKnownKinds.ReplicaSets) && table.Cell(row, "Desired") == "0" && Owned(table, row).Count == 0;

    private TreeItem Pod(string under, TableRow row)
    {
        var key = $"{under}pod {row.Namespace}/{row.Name}";
        var pods = _objects.Pods;
        var shape = _shapes.GetValueOrDefault((row.Namespace, row.Name));
        var missing = shape is null ? [] : shape.References.Concat(shape.Containers.SelectMany(c => c.References)).Where(r => IsMissing(row.Namespace, r)).Distinct().ToList();
        var restarts = pods.Cell(row, "Restarts");
        var node = pods.Cell(row, "Node");
        var item = new TreeItem
        {
            Key = key, Kind = "pod", Name = Name(row), Object = new Selection(WellKnownKinds.Pods, row.Namespace, row.Name, row.Uid), Labels = row.Labels,
            Verdict = _objects.Verdicts?.Of(WellKnownKinds.Pods, row) ?? new VerdictCell(Verdict.Unknown, "not judged yet"),
            Detail = Join(
                missing.Count > 0 ? $"needs {missing[0].Kind} {missing[0].Name}, which is missing{(missing.Count > 1 ? $", and {missing.Count - 1} more" : "")}" : "",
                $"{pods.Cell(row, "Status")} {pods.Cell(row, "Ready")}".Trim(), restarts is "" or "0" ? "" : $"restarts {restarts}", pods.Cell(row, "IP"), node.Length > 0 ? $"on {node}" : ""),
            IsOpenAtFirst = _objects.IsSmall || missing.Count > 0,
            Expand = () => Inside(key, row, shape!),
        };
        return shape is not null ? item : item.With([]);
    }

    private List<TreeItem> Inside(string key, TableRow row, PodShape shape)
    {
        List<TreeItem> items = [];
        foreach (var container in shape.Containers)
        {
            var own = $"{key}|container {container.Name}";
            items.Add(new TreeItem
            {
                Key = own, Kind = container.IsInit ? "init" : "container", Name = container.Name, Container = container.Name, Verdict = container.State, Detail = container.Detail,
                Object = new Selection(WellKnownKinds.Pods, row.Namespace, row.Name, row.Uid), IsOpenAtFirst = true,
                Children = [.. container.References.Select(r => Need(own, row.Namespace, r))],
            });
        }

        items.AddRange(shape.References.Where(r => !IsUsual(row.Namespace, r)).Select(r => Need(key, row.Namespace, r)));
        return items;
    }

    // Every pod has it, by its service account's volume: worth a line only when it is gone.
    private bool IsUsual(string ns, Reference reference) => reference is { Kind: "cm", Name: "kube-root-ca.crt" } && !IsMissing(ns, reference);

    private bool IsMissing(string ns, Reference reference) => !reference.IsOptional && _objects.Exists(reference.Kind, ns, reference.Name) == false;

    private TreeItem Need(string under, string ns, Reference reference)
    {
        var exists = _objects.Exists(reference.Kind, ns, reference.Name);
        return new TreeItem
        {
            Key = $"{under}|{reference.Kind} {reference.Name}", Kind = reference.Kind, Name = reference.Name,
            Object = new Selection(Named[reference.Kind].Kind, ns, reference.Name, ""),
            IsMissing = exists == false && !reference.IsOptional,
            Verdict = exists switch
            {
                true => new VerdictCell(Verdict.Pass, ""),
                false when !reference.IsOptional => default,
                false => new VerdictCell(Verdict.NotApplicable, "not there, and optional"),
                null => new VerdictCell(Verdict.Unknown, $"{Named[reference.Kind].What}s are not read"),
            },
            Detail = exists == false && !reference.IsOptional ? $"there is no such {Named[reference.Kind].What} · {reference.Used}" : reference.Used,
        };
    }

    private string Name(TableRow row) => _objects.Namespace is null && row.Namespace.Length > 0 ? $"{row.Namespace}/{row.Name}" : row.Name;

    private string Said(List<TableRow> pods)
    {
        if (pods.Count == 0)
        {
            return "";
        }

        var bad = _objects.Verdicts is { } verdicts ? pods.Count(p => verdicts.Of(WellKnownKinds.Pods, p).Verdict == Verdict.Fail) : 0;
        return bad == 0 ? NetTreeSource.Number(pods.Count, "pod") : $"{NetTreeSource.Number(pods.Count, "pod")}, {bad} fail{(bad == 1 ? "s" : "")}";
    }

    private static string Counts(OwnerTable table, TableRow row) =>
        table.Cell(row, "Ready") is { Length: > 0 } ready && ready.Contains('/', StringComparison.Ordinal) ? $"{ready} ready"
        : table.Cell(row, "Desired") is { Length: > 0 } desired ? $"{table.Cell(row, "Ready")}/{desired} ready"
        : table.Cell(row, "Completions") is { Length: > 0 } done ? $"{done} completed"
        : table.Cell(row, "Schedule") is { Length: > 0 } schedule ? $"{schedule}{(table.Cell(row, "Suspend") == "True" ? ", suspended" : "")}"
        : table.Cell(row, "Cluster-IP") is { Length: > 0 } ip ? $"{table.Cell(row, "Type")} {ip}"
        : "";

    /// <summary>Of a kind that the verdict column does not know: by the counts that its row has.</summary>
    private static VerdictCell Judge(OwnerTable table, TableRow row)
    {
        if (row.Deleting is not null)
        {
            return new VerdictCell(Verdict.NotApplicable, "terminating");
        }

        if (table.Kind.IsSameKind(WellKnownKinds.Jobs))
        {
            return table.Cell(row, "Status") switch
            {
                "Failed" or "FailureTarget" => new VerdictCell(Verdict.Fail, "failed"),
                "" or "Complete" or "SuccessCriteriaMet" => new VerdictCell(Verdict.Pass, ""),
                var other => new VerdictCell(Verdict.NotApplicable, other.ToLowerInvariant()),
            };
        }

        var ready = table.Cell(row, "Ready");
        var slash = ready.IndexOf('/');
        var (have, want) = slash > 0 ? (ready[..slash], ready[(slash + 1)..]) : (ready, table.Cell(row, "Desired"));
        if (!int.TryParse(have, NumberStyles.None, CultureInfo.InvariantCulture, out var now) || !int.TryParse(want, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted))
        {
            return default;
        }

        return wanted == 0 ? new VerdictCell(Verdict.NotApplicable, "scaled to 0")
            : now == 0 ? new VerdictCell(Verdict.Fail, $"0 of {wanted} ready")
            : now < wanted ? new VerdictCell(Verdict.Warn, $"{now} of {wanted} ready")
            : new VerdictCell(Verdict.Pass, "");
    }

    private static string WordOf(ApiResource kind) => kind switch
    {
        { Plural: "deployments", Group: "apps" } => "deploy",
        { Plural: "statefulsets", Group: "apps" } => "sts",
        { Plural: "daemonsets", Group: "apps" } => "ds",
        { Plural: "replicasets", Group: "apps" } => "rs",
        { Plural: "services", Group: "" } => "svc",
        _ => kind.Singular.Length > 0 ? kind.Singular : kind.Kind.ToLowerInvariant(),
    };

    private static string Join(params ReadOnlySpan<string> words)
    {
        List<string> said = [];
        foreach (var word in words)
        {
            if (word.Length > 0)
            {
                said.Add(word);
            }
        }

        return string.Join(" · ", said);
    }
}
