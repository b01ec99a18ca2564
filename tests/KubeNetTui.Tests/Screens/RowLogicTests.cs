using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Tests.Screens;

public sealed class RowLogicTests
{
    [Theory]
    [InlineData("", "a", true)]
    [InlineData("app=web", "app=web", true)]
    [InlineData("app==web", "app=web", true)]
    [InlineData("app=web", "app=pay", false)]
    [InlineData("app!=web", "app=pay", true)]
    [InlineData("app!=web", "tier=x", true)]
    [InlineData("app", "app=", true)]
    [InlineData("!app", "tier=x", true)]
    [InlineData("! app", "app=web", false)]
    [InlineData("app in (web, pay)", "app=pay", true)]
    [InlineData("app in (web,pay)", "tier=x", false)]
    [InlineData("app notin (web,pay)", "app=geo", true)]
    [InlineData("app notin (web)", "tier=x", true)]
    [InlineData("app in (,web)", "app=", true)]
    [InlineData("app=", "app=", true)]
    [InlineData("rank>3", "rank=10", true)]
    [InlineData("rank<3", "rank=10", false)]
    [InlineData("rank>3", "rank=x", false)]
    [InlineData("app.kubernetes.io/name in (web),tier!=back", "app.kubernetes.io/name=web", true)]
    [InlineData("app=web,tier=back", "app=web", false)]
    public void A_label_selector_selects_as_the_API_does(string selector, string labels, bool expected)
    {
        Assert.True(LabelSelector.TryParse(selector, out var parsed, out var problem), problem);
        var pairs = labels.Split(';').Select(l => l.Split('=')).Select(l => KeyValuePair.Create(l[0], l.Length > 1 ? l[1] : "")).ToArray();
        Assert.Equal(expected, parsed.Matches(pairs));
    }

    [Theory]
    [InlineData("=web", "a label's key was expected at \"=web\"")]
    [InlineData("app in", "\"(\" was expected after \"app in\"")]
    [InlineData("app in (web", "the closing \")\" is missing")]
    [InlineData("app!web", "\"=\" was expected after \"app!\"")]
    [InlineData("app web", "after \"app\" one of")]
    [InlineData("app>x", "\"app>\" needs a whole number")]
    [InlineData("app=web tier=x", "a comma was expected at \"tier=x\"")]
    public void What_is_wrong_with_a_selector_is_said(string selector, string problem)
    {
        Assert.False(LabelSelector.TryParse(selector, out _, out var said));
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_breaks_the_filter_and_what_it_lets_through_with_a_bang_is_the_rest()
    {
        var row = FakeCluster.Row("web-1", ("app", "web"));
        Prop.ForAll<string>(typed =>
        {
            var text = (typed ?? "").Trim().TrimStart('!').Trim();
            var filter = RowFilter.Parse(text);
            if (text.Length > 0 && filter.Problem.Length == 0)
            {
                var isOption = text.StartsWith('-');
                Assert.True(isOption || filter.Matches(row, null) != RowFilter.Parse("!" + text).Matches(row, null), text);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("WEB", true)]
    [InlineData("!web", false)]
    [InlineData("^web-\\d$", true)]
    [InlineData("!^pay", true)]
    [InlineData("-l app=web", true)]
    [InlineData("-lapp=web", true)]
    [InlineData("!-l app=web", false)]
    [InlineData("-f wb1", true)]
    [InlineData("-f bw", false)]
    [InlineData("10.0", false)]
    [InlineData("no endpoints", true)]
    [InlineData("web(?=-1)", true)]
    public void A_filter_is_text_a_regular_expression_labels_or_letters_in_order(string typed, bool expected)
    {
        var row = FakeCluster.Row("web-1", ("app", "web"));
        Assert.Equal(expected, RowFilter.Parse(typed).Matches(row, new VerdictCell(Verdict.Fail, "no endpoints")));
    }

    [Theory]
    [InlineData("2", "10")]
    [InlineData("0/3", "1/3")]
    [InlineData("1/3", "1/1")]
    [InlineData("3 (5m ago)", "12 (1m ago)")]
    [InlineData("100m", "2")]
    [InlineData("900Mi", "1Gi")]
    [InlineData("10.0.0.9", "10.0.0.10")]
    [InlineData("node-2", "node-10")]
    [InlineData("10.0.0.1", "fd00::1")]
    [InlineData("zebra", "<none>")]
    [InlineData("9", "")]
    public void Cells_sort_by_what_they_mean(string smaller, string larger)
    {
        Assert.True(SortKey.OfCell(smaller, false).CompareTo(SortKey.OfCell(larger, false)) < 0);
        Assert.True(SortKey.OfCell(larger, false).CompareTo(SortKey.OfCell(smaller, false)) > 0);
    }

    [Fact]
    public void The_order_of_texts_is_a_total_order()
    {
        var words = Gen.Elements("a", "A", "1", "01", "10", "2", "node-2", "node-10", "-", "", "ä", "a1b", "a01b", "É");
        var texts = Gen.Two(words).Select(p => p.Item1 + p.Item2).ArrayOf(12).ToArbitrary();
        Prop.ForAll(texts, array =>
        {
            foreach (var a in array)
            {
                foreach (var b in array)
                {
                    Assert.Equal(Math.Sign(SortKey.CompareNatural(a, b)), -Math.Sign(SortKey.CompareNatural(b, a)));
                    Assert.Equal(a == b, SortKey.CompareNatural(a, b) == 0);
                    foreach (var c in array)
                    {
                        Assert.False(SortKey.CompareNatural(a, b) < 0 && SortKey.CompareNatural(b, c) < 0 && SortKey.CompareNatural(a, c) >= 0, $"{a} {b} {c}");
                    }
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(310, "5m10s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((3 * 3600) + 720, "3h12m")]
    [InlineData(9 * 3600, "9h")]
    [InlineData((2 * 86400) + 14400, "2d4h")]
    [InlineData(20 * 86400, "20d")]
    [InlineData(800 * 86400, "2y70d")]
    [InlineData(-1, "0s")]
    [InlineData(-10, "<invalid>")]
    public void Ages_read_as_kubectl_writes_them(int seconds, string text) => Assert.Equal(text, Age.Text(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void An_ages_text_stays_true_for_as_long_as_is_said_and_no_longer()
    {
        Prop.ForAll(Gen.Choose(0, 900 * 86400).ToArbitrary(), seconds =>
        {
            var age = TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(300);
            var wait = Age.UntilChange(age);
            Assert.True(wait > TimeSpan.Zero);
            Assert.Equal(Age.Text(age), Age.Text(age + wait - TimeSpan.FromMilliseconds(1)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_view_kept_by_small_changes_is_the_same_as_one_made_anew()
    {
        var changes = Gen.Choose(0, 400).ArrayOf(60).ArrayOf(5).ToArbitrary();
        Prop.ForAll(changes, rounds =>
        {
            var pool = new Dictionary<int, TableRow>();
            var kept = new RowView();
            var order = new RowOrder(static (r, _) => SortKey.OfCell(r.Cells[0], false), Descending: rounds.Length % 2 == 0);
            kept.Sort(order);
            kept.Filter = RowFilter.Parse("1");
            var round = 0;
            foreach (var numbers in rounds)
            {
                // A tenth of the rows of each round are new versions of themselves.
                foreach (var n in numbers.Where((_, i) => i % 10 == 0))
                {
                    pool[n] = FakeCluster.Row("ns", $"row-{n}", $"{n}", default, $"{(n * (round + 1)) % 37}");
                }

                var rows = numbers.Distinct().Select(n => pool.TryGetValue(n, out var row) ? row : pool[n] = FakeCluster.Row("ns", $"row-{n}", $"{n}", default, $"{n % 37}")).ToArray();
                kept.Update(rows, default);
                var anew = new RowView { Filter = RowFilter.Parse("1") };
                anew.Sort(order);
                anew.Update(rows, default);
                Assert.Equal(anew.All.Select(e => e.Row), kept.All.Select(e => e.Row));
                Assert.Equal(anew.Visible.Select(e => e.Row), kept.Visible.Select(e => e.Row));
                round++;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_shortened_name_keeps_its_beginning_and_its_end_and_fits()
    {
        Assert.Equal("checkout…5-x2z9k", ListLayout.Shorten("checkout-7b8c9d6f5-x2z9k", 16));
        Prop.ForAll<string, int>((text, width) =>
        {
            var room = Math.Abs(width % 60);
            var shortened = ListLayout.Shorten(text ?? "", room);
            Assert.True(room < 8 || Terminal.DisplayWidth.Of(shortened) <= room, $"{shortened} in {room}");
        }).QuickCheckThrowOnFailure();
    }
}
