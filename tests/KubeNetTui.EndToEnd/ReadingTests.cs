namespace KubeNetTui.EndToEnd;

/// <summary>A person who reads: containers and their logs, YAML that folds and tells what changed, what happened around an object.</summary>
public sealed class ReadingTests
{
    [Fact]
    public async Task From_a_pod_to_its_containers_to_the_log_of_one_of_them()
    {
        await using var person = await DemoAsync();
        await person.Filter("worker-");
        await person.Press("Enter");
        await person.ExpectMatch(@"worker\s+container\s+true\s+Running");
        await person.ExpectMatch(@"wait-for-db\s+init 1\s+true\s+Completed");
        await person.ExpectMatch(@"shipper\s+sidecar\s+true\s+Running");
        await person.Filter("shipper");
        await person.Press("l");
        await person.Expect("reading /var/log/containers");
        await person.Press("Tab");
        await person.Expect("open");
        await person.Press("Escape");
        await person.Expect("PROBES");
        await person.Press("c");
        await person.Expect("copied the name shipper");
    }

    [Fact]
    public async Task A_log_is_filtered_turned_round_halted_marked_cleared_and_saved()
    {
        var folder = Directory.CreateTempSubdirectory("knt-logs-");
        try
        {
            await using var person = await Person.OpenAsync(160, 45, "demo", ("XDG_DATA_HOME", folder.FullName));
            await person.Expect("ads-");
            await person.Filter("stock-");
            await person.Press("l");
            await person.Expect("\"level\":\"info\"");
            await person.Press("J");
            await person.ExpectMatch("INFO reserved sku=");
            await person.Press("/");
            await person.Type("!reserved");
            await person.Press("Enter");
            await person.ExpectMatch(@"/!reserved: \d+ lines");
            await person.ExpectGone("INFO reserved");
            await person.Press("Escape");
            await person.Expect("INFO reserved");
            await person.Press("t", "m");
            await person.Expect("marked ──");
            await person.Press("s");
            await person.Expect("halted: s goes on");
            await person.Press("s");
            await person.Expect("following");
            await person.Press("C-s");
            await person.ExpectMatch(@"saved to .*stock.*\.log");
            Assert.Contains("reserved", await File.ReadAllTextAsync(Directory.GetFiles(folder.FullName, "*.log", SearchOption.AllDirectories).Single(), TestContext.Current.CancellationToken));
            await person.Press("2");
            await person.Expect("the last minute");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task YAML_is_folded_searched_and_tells_what_changed_since_it_was_last_shown()
    {
        await using var person = await DemoAsync();
        await person.Command("deploy");
        await person.Expect("worker");
        await person.Filter("worker");
        await person.Press("y");
        await person.Expect("kind: Deployment");
        await person.Press("/");
        await person.Type("spec:");
        await person.Press("Enter", "z");
        await person.ExpectMatch(@"spec: … \d+ lines");
        await person.Press("/");
        await person.Type("replicas: 2");
        await person.Press("Enter");
        await person.ExpectMatch(@"\s+replicas: 2");
        await person.Press("Escape", "Escape");
        await person.Expect("AVAILABLE");
        await person.Press("s");
        await person.Expect("replicas:");
        await person.Press("C-u");
        await person.Type("3");
        await person.Press("Enter");
        await person.Press("y");
        await person.Expect("3/3");
        await person.Press("y");
        await person.ExpectMatch(@"\+\d+ -\d+ since");
        await person.Press("C");
        await person.Expect("nothing else shown");
        await person.ExpectMatch(@"-\s+replicas: 2");
        await person.ExpectMatch(@"\+\s+replicas: 3");
    }

    [Fact]
    public async Task What_happened_around_an_object_is_one_key_away_and_leads_on()
    {
        await using var person = await DemoAsync();
        await person.Command("deploy");
        await person.Expect("tracker:");
        await person.Filter("pay");
        await person.Expect("1 of ");
        await person.Press("E");
        await person.ExpectMatch("with replicaset pay-[a-z0-9]+, 2 pods");
        await person.ExpectMatch(@"Warning\s+Unhealthy\s+pod/pay-");
        await person.Press("Enter");
        await person.Expect("describe pod shop/pay-");
        await person.Expect("readiness probe 503");
        await person.Press("Escape");
        await person.Command("timeline node/node-b");
        await person.Expect("events(node node-b)");
        await person.ExpectMatch("pod/report-");
    }

    private static async Task<Person> DemoAsync()
    {
        var person = await Person.OpenAsync(160, 45, "demo");
        await person.Expect("ads-");
        return person;
    }
}
