using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Tables of role bindings, admission, certificates and API registration.</summary>
internal static class AccessTables
{
    private static readonly TableColumn[] Binding =
    [
        KindTable.Name, new("Role"), KindTable.Age, new("Users", Priority: 1), new("Groups", Priority: 1),
        new("ServiceAccounts", Priority: 1),
    ];

    private static readonly KindTable Webhooks = new(
        [KindTable.Name, new("Webhooks", "integer"), KindTable.Age],
        static (item, row, _) => row.Text(item.Name()).Number(item.Count("webhooks")).Age(item.Created()));

    public static IEnumerable<KeyValuePair<string, KindTable>> All =>
    [
        new("rolebindings.rbac.authorization.k8s.io", new(Binding, PrintBinding)),
        new("clusterrolebindings.rbac.authorization.k8s.io", new(Binding, PrintBinding)),
        new("mutatingwebhookconfigurations.admissionregistration.k8s.io", Webhooks),
        new("validatingwebhookconfigurations.admissionregistration.k8s.io", Webhooks),
        new("validatingadmissionpolicies.admissionregistration.k8s.io", new(
            [KindTable.Name, new("Validations", "integer"), new("ParamKind"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Number(item.Count("spec", "validations"))
                .Text(item.At("spec", "paramKind").Exists()
                    ? $"{item.Text("spec", "paramKind", "apiVersion")}/{item.Text("spec", "paramKind", "kind")}"
                    : RowBuilder.Unset)
                .Age(item.Created()))),
        new("validatingadmissionpolicybindings.admissionregistration.k8s.io", new(
            [KindTable.Name, new("PolicyName"), new("ParamRef"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.Text("spec", "policyName"))
                .Text(item.At("spec", "paramRef") is var reference && reference.Exists()
                    ? Cells.Joined(((string[])[reference.Text("namespace"), reference.Text("name")]).Where(part => part.Length > 0), "/")
                    : RowBuilder.Unset)
                .Age(item.Created()))),
        new("certificatesigningrequests.certificates.k8s.io", new(
            [
                KindTable.Name, KindTable.Age, new("SignerName"), new("Requestor"), new("RequestedDuration"), new("Condition"),
            ],
            static (item, row, _) => row.Text(item.Name())
                .Age(item.Created())
                .TextOr(item.Text("spec", "signerName"), RowBuilder.None)
                .Text(item.Text("spec", "username"))
                .Text(item.At("spec", "expirationSeconds").Exists()
                    ? HumanDuration.Format(TimeSpan.FromSeconds(item.Number("spec", "expirationSeconds")))
                    : RowBuilder.None)
                .Text(RequestState(item)))),
        new("apiservices.apiregistration.k8s.io", new(
            [KindTable.Name, new("Service"), new("Available"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.At("spec", "service").Exists()
                    ? $"{item.Text("spec", "service", "namespace")}/{item.Text("spec", "service", "name")}"
                    : "Local")
                .Text(Availability(item))
                .Age(item.Created()))),
    ];

    private static void PrintBinding(JsonElement binding, RowBuilder row, DateTimeOffset now)
    {
        row.Text(binding.Name())
            .Text($"{binding.Text("roleRef", "kind")}/{binding.Text("roleRef", "name")}")
            .Age(binding.Created())
            .Text(Subjects("User", false))
            .Text(Subjects("Group", false))
            .Text(Subjects("ServiceAccount", true));

        string Subjects(string kind, bool withNamespace) => Cells.Joined(
            binding.Items("subjects").Where(subject => subject.Text("kind") == kind)
                .Select(subject => withNamespace ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")),
            ", ");
    }

    private static string RequestState(JsonElement request)
    {
        var conditions = request.Items("status", "conditions").Select(condition => condition.Text("type")).ToHashSet();
        var state = conditions.Contains("Approved") ? "Approved" : conditions.Contains("Denied") ? "Denied" : "Pending";
        return state + (conditions.Contains("Failed") ? ",Failed" : "")
            + (request.Text("status", "certificate").Length > 0 ? ",Issued" : "");
    }

    private static string Availability(JsonElement service)
    {
        var condition = service.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Available");
        return !condition.Exists() ? "Unknown"
            : condition.Text("status") == "True" ? "True" : $"{condition.Text("status")} ({condition.Text("reason")})";
    }
}
