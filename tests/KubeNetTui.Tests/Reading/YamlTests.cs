using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Reading;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Reading;

/// <summary>An object as YAML: folded, searched, and what changed since it was last shown.</summary>
public sealed class YamlTests
{
    private const string Path = "/api/v1/namespaces/shop/services/web";

    [Fact]
    public void What_matches_of_two_texts_is_in_order_and_the_rest_is_the_least_that_can_be() =>
        Prop.ForAll<int[], int[]>((a, b) =>
        {
            string[] old = [.. a.Take(12).Select(i => $"{((i % 4) + 4) % 4}")], now = [.. b.Take(12).Select(i => $"{((i % 4) + 4) % 4}")];
            int[] matches = LineDiff.Matches(old, now);
            int[] kept = [.. matches.Where(m => m >= 0)];
            return kept.SequenceEqual(kept.Order().Distinct())
                && matches.Index().All(m => m.Item < 0 || old[m.Index] == now[m.Item])
                && kept.Length == Longest(old, now);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Texts_that_have_nothing_in_common_are_gone_and_new_however_long_they_are()
    {
        string[] old = [.. Enumerable.Range(0, 5000).Select(i => $"a{i}")], now = [.. Enumerable.Range(0, 5000).Select(i => $"b{i}")];
        Assert.All(LineDiff.Matches(old, now), m => Assert.Equal(-1, m));
    }

    [Fact]
    public void Blocks_are_what_stands_below_a_key_a_list_item_or_a_text()
    {
        string[] lines = ["a:", "- b: 1", "  c:", "    d: 2", "- e: 3", "f: |", "  text", "", "  more", "g: 4"];
        YamlBlocks blocks = new(lines);
        Assert.Equal([5, 4, 4, 4, 5, 9, 7, 8, 9, 10], Enumerable.Range(0, lines.Length).Select(blocks.End));
        Assert.Equal([-1, 0, 1, 2, 0, -1, 5, 5, 5, -1], Enumerable.Range(0, lines.Length).Select(blocks.Parent));
    }

    [Fact]
    public async Task A_mapping_folds_under_the_cursor_and_says_how_many_lines_it_has()
    {
        await using var person = await OpenAsync();
        await person.Press("/").Type("spec").Press("enter", "z").Until("spec: … 6 lines");
        Assert.DoesNotContain("targetPort", person.Screen);
        person.Press("enter");
        Assert.Contains("targetPort", person.Screen);
    }

    [Fact]
    public async Task On_a_line_inside_it_is_the_mapping_around_that_folds_and_Z_folds_all_that_are_as_deep()
    {
        await using var person = await OpenAsync();
        person.Press("/").Type("targetPort").Press("enter", "z");
        Assert.DoesNotContain("targetPort: 8080", person.Screen);
        Assert.Contains("- name: http … 2 lines", person.Screen);
        Assert.Contains("- name: metrics", person.Screen);
        person.Press("z", "Z");
        Assert.Contains("- name: http … 2 lines", person.Screen);
        Assert.DoesNotContain("port: 9090", person.Screen);
    }

    [Fact]
    public async Task What_is_searched_for_is_unfolded()
    {
        await using var person = await OpenAsync();
        person.Press("/").Type("spec").Press("enter", "z");
        Assert.DoesNotContain("9090", person.Screen);
        person.Press("/").Type("9090").Press("enter");
        Assert.Contains("port: 9090", person.Screen);
        Assert.Contains("1 of 1", person.Screen);
    }

    [Fact]
    public async Task What_changed_since_it_was_last_shown_is_marked_and_C_shows_only_that()
    {
        await using var person = await OpenAsync();
        person.Press("C");
        Assert.Contains("first time", person.StatusLine);
        person.Press("esc");
        person.Cluster.Objects[Path] = Service(8081);
        person.Wait(TimeSpan.FromMinutes(5));
        await person.Press("y").Until("+1 -1 since 12:0");
        Assert.Matches(@"-\s+targetPort: 8080", person.Line("targetPort: 8080"));
        Assert.Matches(@"\+\s+targetPort: 8081", person.Line("targetPort: 8081"));

        person.Press("C");
        Assert.Contains("nothing else shown", person.Screen);
        Assert.Contains("targetPort: 8081", person.Screen);
        Assert.Contains("spec:", person.Screen);
        Assert.DoesNotContain("9090", person.Screen);
        person.Press("C");
        Assert.Contains("9090", person.Screen);
    }

    [Fact]
    public async Task Read_again_it_is_compared_with_what_it_was_when_it_was_opened()
    {
        await using var person = await OpenAsync();
        person.Cluster.Objects[Path] = Service(8081);
        await person.Press("ctrl-r").Until("+1 -1 since");
        person.Cluster.Objects[Path] = Service(8080);
        await person.Press("ctrl-r").Until("unchanged since");
    }

    [Fact]
    public async Task A_number_goes_before_a_movement_and_lines_have_numbers()
    {
        await using var person = await OpenAsync();
        person.Press("L");
        Assert.Matches(@" 1 apiVersion: v1", person.Line("apiVersion"));
        person.Press("1", "0", "G", "z");
        Assert.Matches(@" 9   - name: http … 2 lines", person.Line("http"));
        person.Press("z", "g", "1", "1", "j", "3", "k", "z");
        Assert.Matches(@" 9   - name: http … 2 lines", person.Line("http"));
    }

    [Fact]
    public async Task It_is_saved_as_it_would_be_applied_whatever_is_folded()
    {
        await using var person = await OpenAsync();
        person.Press("/").Type("spec").Press("enter", "z", "c");
        Assert.Contains("targetPort: 8080", person.Clipboard);
        Assert.DoesNotContain("…", person.Clipboard);
    }

    [Fact]
    public void A_megabyte_is_folded_at_once()
    {
        StringBuilder json = new("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"big"},"data":{""");
        for (var i = 0; json.Length < 1_000_000; i++)
        {
            json.Append(i == 0 ? "" : ",").Append($"\"key-{i}\":\"value {i}\"");
        }

        var page = YamlPage.Make(Encoding.UTF8.GetBytes(json.Append("}}").ToString()), null, managedFields: false);
        Assert.True(page.Text.Count > 25_000);
        Assert.Equal(["apiVersion: v1", $"data: … {page.Text.Count - 5} lines", "kind: ConfigMap"], page.Show(new HashSet<int> { 2 }, false).Take(3).Select(l => l.Text));
    }

    [Fact]
    public void Objects_that_were_seen_are_forgotten_oldest_first_when_they_are_many_bytes()
    {
        SeenObjects seen = new();
        for (var i = 0; i < 20; i++)
        {
            seen.Put($"{i}", new SeenObject(new byte[1024 * 1024], default));
        }

        Assert.Null(seen.Find("0"));
        Assert.NotNull(seen.Find("19"));
        Assert.Equal(16, Enumerable.Range(0, 20).Count(i => seen.Find($"{i}") is not null));
    }

    private static async Task<Person> OpenAsync()
    {
        FakeTime time = new();
        var cluster = Shop.Make(time.Now);
        cluster.Objects[Path] = Service(8080);
        Person person = new(cluster, command: "svc");
        person.Press("/").Type("web").Press("enter");
        return await person.Press("y").Until("apiVersion: v1");
    }

    private static string Service(int target) => $$$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop","uid":"s1"},
         "spec":{"ports":[{"name":"http","port":80,"targetPort":{{{target}}}},{"name":"metrics","port":9090}]}}
        """;

    private static int Longest(string[] a, string[] b)
    {
        var length = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                length[i, j] = a[i] == b[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        return length[0, 0];
    }
}
