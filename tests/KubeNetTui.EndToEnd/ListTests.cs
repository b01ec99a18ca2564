namespace KubeNetTui.EndToEnd;

/// <summary>A person at work in lists: marks, faults, numbers before keys, columns of their own.</summary>
public sealed class ListTests
{
    [Fact]
    public async Task Rows_are_marked_one_by_one_and_in_ranges_and_what_is_asked_names_all_of_them()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still");
        await person.Expect("ads-");
        await person.Press("Space");
        await person.ExpectMatch(@"▌ads-");
        await person.Press("j", "j", "j", "C-Space");
        await person.Expect("▌ 4 marked");
        await person.Press("C-k");
        await person.Expect("kill 4 pods");
        await person.ExpectMatch(@"shop/ads-\S+ +shop/cart-\S+");
        await person.Press("Enter");
        await person.Expect("not done");

        await person.Filter("cart");
        await person.Expect("4 marked, 2 of them out of sight: left out");
        await person.Press("Escape");
        await person.Press("C-\\");
        await person.ExpectGone("marked");
    }

    [Fact]
    public async Task Labels_are_set_on_all_that_are_marked()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still");
        await person.Expect("ads-");
        await person.Command("svc");
        await person.Expect("legacy");
        await person.Filter("ca");
        await person.ExpectGone("legacy");
        await person.Press("Space", "j", "C-Space");
        await person.Expect("▌ 2 marked");
        await person.Press("C-l");
        await person.Type("team=shop");
        await person.Press("Enter");
        await person.Expect("label 2 services");
        await person.Press("y");
        await person.Expect("labelled 2 services");
    }

    [Fact]
    public async Task Faults_only_leaves_what_is_wrong()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still");
        await person.Expect("ads-");
        await person.Command("svc");
        await person.ExpectMatch(@"cart +✗ FAIL");
        await person.Press("C-z");
        await person.Expect("faults only");
        await person.ExpectGone("catalog");
        await person.ExpectMatch(@"cart +✗ FAIL");
        await person.Press("C-z");
        await person.Expect("catalog");
    }

    [Fact]
    public async Task A_number_before_a_key_moves_that_far_whatever_the_digits_are_elsewhere()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still");
        await person.Expect("ads-");
        await person.Press("#", "3");
        await person.Expect("#3");
        await person.Press("j");
        await person.Press("y");
        await person.ExpectMatch(@"catalog-\S+");
        await person.Press("Escape");
        await person.Command("iptables node-a");
        await person.ExpectMatch(@"through exec");
        await person.Press("1", "0");
        await person.Expect("#10");
        await person.Press("j");
        await person.ExpectGone("#10");
    }

    [Fact]
    public async Task Columns_of_ones_own_are_shown_and_changed_while_the_list_is_open()
    {
        var folder = Directory.CreateTempSubdirectory("knt-views-").FullName;
        try
        {
            var views = Path.Combine(folder, "views.yaml");
            await File.WriteAllTextAsync(views, "views: { v1/pods: { columns: [NAME, 'APP:.metadata.labels.app', 'HOST:.spec.nodeName'], sortColumn: APP:desc } }", TestContext.Current.CancellationToken);
            await using var person = await Person.OpenAsync(120, 40, "demo --still", ("KUBENETTUI_CONFIG_DIR", folder));
            await person.ExpectMatch(@"NAME +VERDICT +APP↓ +HOST");
            await person.ExpectMatch(@"worker-\S+ +.* worker +node-");

            await File.WriteAllTextAsync(views, "views: { v1/pods: { columns: [NAME, STATUS] } }", TestContext.Current.CancellationToken);
            await person.ExpectMatch(@"NAME↑ +VERDICT +STATUS");
            await person.ExpectMatch(@"ads-\S+ +.* Running");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(160, 45)]
    [InlineData(80, 24)]
    public async Task Header_and_crumbs_come_and_go(int columns, int rows)
    {
        await using var person = await Person.OpenAsync(columns, rows, "demo --still");
        await person.Expect("ads-");
        while (!(await person.ScreenAsync()).Split('\n')[0].Contains("pods(shop)", StringComparison.Ordinal))
        {
            await person.Press("C-e");
            await person.Expect("header");
        }

        await person.Press("C-g");
        await person.Expect("crumbs off");
        await person.Press("C-g");
        await person.Expect("crumbs on");
    }
}
