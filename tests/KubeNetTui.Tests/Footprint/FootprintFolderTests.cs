using System.Text.Json.Nodes;
using KubeNetTui.Collect;
using KubeNetTui.Footprint;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Footprint;

public sealed class FootprintFolderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("kubenettui-footprint-").FullName, "footprint");
    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task What_is_planned_is_known_to_every_instance_and_in_use_while_this_process_lives()
    {
        var folder = Folder();
        var told = 0;
        folder.Changed += () => told++;
        await folder.PlanAsync(Item("one"), Cancellation);

        var entry = Assert.Single(Folder().Entries());
        Assert.Equal(Item("one"), entry.Item);
        Assert.True(entry.IsInUse);
        Assert.Equal(1, told);
        Assert.Empty(Directory.GetFiles(_folder, "*.new"));
    }

    [Fact]
    public async Task What_is_removed_is_no_entry_any_more_but_told_by_the_instance_that_removed_it()
    {
        var folder = Folder();
        await folder.PlanAsync(Item("one"), Cancellation);
        await folder.PlanAsync(Item("two"), Cancellation);
        await folder.RemovedAsync(Item("one"), Cancellation);

        Assert.Equal(["two"], folder.Entries().Select(e => e.Item.Name));
        Assert.Equal(["one"], folder.Gone.Select(g => g.Name));
        Assert.Empty(Folder().Gone);
    }

    [Fact]
    public async Task What_could_not_be_removed_is_left_although_the_process_lives()
    {
        var folder = Folder();
        await folder.PlanAsync(Item("one"), Cancellation);
        await folder.LeftAsync(Item("one"), Cancellation);

        Assert.False(Assert.Single(folder.Entries()).IsInUse);
    }

    [Fact]
    public async Task What_is_removed_already_can_not_be_left()
    {
        var folder = Folder();
        await folder.PlanAsync(Item("one"), Cancellation);
        await folder.RemovedAsync(Item("one"), Cancellation);
        await folder.LeftAsync(Item("one"), Cancellation);

        Assert.Empty(folder.Entries());
    }

    [Fact]
    public async Task What_somebody_elses_pod_took_the_place_of_was_not_removed()
    {
        var folder = Folder();
        await folder.PlanAsync(Item("one"), Cancellation);
        folder.Forget(Item("one"));

        Assert.Empty(folder.Entries());
        Assert.Empty(folder.Gone);
    }

    [Fact]
    public async Task A_process_that_ended_left_what_it_made()
    {
        await Folder().PlanAsync(Item("one"), Cancellation);
        Rewrite("one", json => json["process"] = int.MaxValue);

        Assert.False(Assert.Single(Folder().Entries()).IsInUse);
    }

    [Fact]
    public async Task A_process_that_was_given_the_number_of_one_that_ended_uses_nothing()
    {
        await Folder().PlanAsync(Item("one"), Cancellation);
        Rewrite("one", json => json["started"] = "12");

        Assert.False(Assert.Single(Folder().Entries()).IsInUse);
    }

    [Fact]
    public async Task Of_another_machine_the_clusters_own_deadline_tells()
    {
        await Folder().PlanAsync(Item("one"), Cancellation);
        Rewrite("one", json => json["machine"] = "elsewhere");

        Assert.True(Assert.Single(Folder().Entries()).IsInUse);
        _time.Advance(DebugPod.Deadline);
        Assert.False(Assert.Single(Folder().Entries()).IsInUse);
    }

    [Fact]
    public async Task What_another_machine_left_does_not_wait_for_the_deadline()
    {
        var folder = Folder();
        await folder.PlanAsync(Item("one"), Cancellation);
        await folder.LeftAsync(Item("one"), Cancellation);
        Rewrite("one", json => json["machine"] = "elsewhere");

        Assert.False(Assert.Single(folder.Entries()).IsInUse);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"name":"one"}""")]
    [InlineData("""{"name":1,"owner":{}}""")]
    [InlineData("""{"name":"one","owner":"me" """)]
    public async Task A_file_that_is_none_of_ours_is_passed_over(string text)
    {
        await Folder().PlanAsync(Item("good"), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.json"), text, Cancellation);

        Assert.Equal(["good"], Folder().Entries().Select(e => e.Item.Name));
    }

    [Fact]
    public async Task Nothing_can_be_planned_where_it_can_not_be_noted_down()
    {
        await File.WriteAllTextAsync(_folder, "a file where the folder should be", Cancellation);

        await Assert.ThrowsAnyAsync<IOException>(() => Folder().PlanAsync(Item("one"), Cancellation));
        Assert.Empty(Folder().Entries());
    }

    [Fact]
    public async Task Names_lead_to_no_file_outside_of_the_folder()
    {
        var item = Item("../../evil") with { Owner = "../x" };
        await Folder().PlanAsync(item, Cancellation);

        Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal(item, Assert.Single(Folder().Entries()).Item);
    }

    [Fact]
    public void Of_probes_the_latest_are_kept()
    {
        var folder = Folder();
        for (var i = 0; i < 2500; i++)
        {
            folder.Probed(new ProbeSent(_time.Now, "node/node-a", $"nc -vz -w 3 10.96.0.1 {i}", "exec"));
        }

        Assert.Equal(2000, folder.Probes.Count);
        Assert.EndsWith(" 500", folder.Probes[0].What);
        Assert.EndsWith(" 2499", folder.Probes[^1].What);
    }

    private FootprintFolder Folder() => new(_folder, _time);

    private FootprintObject Item(string name) => new("https://127.0.0.1:6443", "demo", "Pod", "kube-system", name, "owner-1", "node-a", _time.GetUtcNow());

    private void Rewrite(string name, Action<JsonNode> change)
    {
        var file = Directory.GetFiles(_folder, $"{name}-*.json").Single();
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        change(json);
        File.WriteAllText(file, json.ToJsonString());
    }
}
