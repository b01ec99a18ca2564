using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;
using KubeNetTui.Tests.CommandLine;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Configuration;

/// <summary>Columns of one's own, on the demo's server, which prints tables as a real one does.</summary>
public sealed class ViewTests(ServedShop shop) : IClassFixture<ServedShop>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-config-").FullName;

    private ConfigFolders Folders => new(_folder, _folder, _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_columns_named_are_shown_in_their_order_and_the_others_in_wide_lists()
    {
        Write("views: { v1/pods: { columns: [AGE, NAME, STATUS, NODE] } }");
        await using var person = await OpenAsync("pods", "web-");
        Assert.Matches("AGE +NAME.* +VERDICT +STATUS +NODE", Headings(person));
        Assert.DoesNotContain("READY", Headings(person), StringComparison.Ordinal);

        person.Press("ctrl-w");
        Assert.Matches("AGE +NAME.* +VERDICT +STATUS +NODE +READY +RESTARTS.* +IP", Headings(person));
    }

    [Fact]
    public async Task A_path_into_the_object_makes_a_column_and_its_server_sends_whole_objects_only_where_it_must()
    {
        Write("""
            views:
              v1/pods:
                columns: [NAME, 'APP:.metadata.labels.app', 'IMAGE:.spec.containers[0].image', 'READY AT:.status.conditions[?(@.type=="Ready")].lastTransitionTime|TR', 'NOTHING:.spec.x', QOS]
                sortColumn: APP:desc
            """);
        await using var person = await OpenAsync("pods", "web-");
        Assert.Matches("NAME +VERDICT +APP↓ +IMAGE +READY AT +NOTHING +QOS", Headings(person));
        var row = Row(person, "web-");
        Assert.Equal("web", Cell(person, row, "APP"));
        Assert.Contains("web", Cell(person, row, "IMAGE"), StringComparison.Ordinal);
        Assert.Contains(':', Cell(person, row, "IMAGE"));
        Assert.Equal(JsonPath.Nothing, Cell(person, row, "NOTHING"));
        Assert.Matches("Burstable|BestEffort|Guaranteed", Cell(person, row, "QOS"));

        var apps = Model(person).Rows.Select(r => Cell(person, r.Row, "APP")).ToList();
        Assert.Equal(apps.OrderDescending(StringComparer.Ordinal), apps);
    }

    [Fact]
    public async Task A_view_of_a_namespace_goes_before_that_of_the_kind()
    {
        Write("views: { v1/pods: { columns: [NAME, AGE] }, v1/pods@shop: { columns: [NAME, IP] }, v1/pods@kube-.*: { columns: [NAME, NODE] } }");
        await using var person = await OpenAsync("pods shop", "web-");
        Assert.Matches("NAME.* +VERDICT +IP", Headings(person));
        await person.Command("pods kube-system").Until("coredns-");
        Assert.Matches("NAME.* +VERDICT +NODE", Headings(person));
        await person.Command("pods -A").Until("coredns-");
        Assert.Matches("NAMESPACE +NAME.* +VERDICT +AGE", Headings(person));
    }

    [Fact]
    public async Task Hidden_and_wide_columns_are_so_and_the_verdict_can_be_hidden_too()
    {
        Write("views: { v1/pods: { columns: [NAME, VERDICT|H, READY|H, STATUS|R, IP|W] } }");
        await using var person = await OpenAsync("pods", "web-");
        Assert.Matches("NAME.* +STATUS *│", Headings(person));
        Assert.DoesNotContain("VERDICT", Headings(person), StringComparison.Ordinal);
        person.Press("ctrl-w");
        Assert.Matches("STATUS +IP", Headings(person));
        Assert.DoesNotContain("READY", Headings(person), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heading_that_the_list_has_not_is_said_with_those_that_it_has()
    {
        Write("views: { v1/pods: { columns: [NAME, CAPACITY] } }");
        await using var person = await OpenAsync("pods", "web-");
        Assert.Contains("v1/pods has no column CAPACITY; there are NAME, VERDICT, READY", person.StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_that_is_changed_while_the_list_is_open_takes_effect_and_keeps_the_selection()
    {
        await using var person = await OpenAsync("pods", "web-");
        person.Press("j", "j");
        var selected = person.Selected;
        Assert.Contains("READY", Headings(person), StringComparison.Ordinal);

        Write("views: { v1/pods: { columns: [NAME, 'HOST:.spec.nodeName'] } }");
        person.Wait(TimeSpan.FromSeconds(3));
        await person.Until("HOST");
        await person.Until("node-");
        Assert.Equal(selected, person.Selected);
        Assert.DoesNotContain("READY", Headings(person), StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, "views.yaml"));
        person.Wait(TimeSpan.FromSeconds(3));
        await person.Until("READY");
        Assert.DoesNotContain("HOST", Headings(person), StringComparison.Ordinal);
    }

    private async Task<Person> OpenAsync(string command, string until)
    {
        var connector = new KubeConnector(new ExplorerOptions { Overrides = new ConnectionOverrides { KubeConfigPath = shop.KubeConfig } });
        Person person = new(connector: connector, command: command, folders: Folders);
        await person.Until(until);
        return await person.Until("live");
    }

    private static string Headings(Person person) => person.Line("NAME");

    private static ListModel Model(Person person) => ((ListScreen)person.Workspace.Stack.Top).Model;

    private static TableRow Row(Person person, string name) => Model(person).Rows.First(r => r.Row.Name.StartsWith(name, StringComparison.Ordinal)).Row;

    private static string Cell(Person person, TableRow row, string heading) => row.Cells[Model(person).Layout.Columns.First(c => c.Header == heading).Cell];

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder, "views.yaml"), text);
}
