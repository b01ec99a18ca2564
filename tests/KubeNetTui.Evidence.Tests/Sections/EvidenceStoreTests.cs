namespace KubeNetTui.Evidence.Tests;

public sealed class EvidenceStoreTests
{
    [Fact]
    public void A_list_over_all_namespaces_answers_for_each_of_them()
    {
        EvidenceStore store = new(DateTimeOffset.UnixEpoch);
        store.Add(Read(Needs.Pods(null), """{"metadata":{"name":"a","namespace":"one"}}""", """{"metadata":{"name":"b","namespace":"two"}}"""));

        Reading<Pod> one = store.Pods("one");
        Assert.True(one.IsRead);
        Assert.Equal("a", Assert.Single(one.Items).Name);
        Assert.Null(one.Find("b"));
        Assert.NotNull(store.Pods(null).Find("two", "b"));
        Assert.Equal("", one.Problem);
    }

    [Fact]
    public void A_refused_list_over_all_namespaces_leaves_each_of_them_open()
    {
        EvidenceStore store = new(DateTimeOffset.UnixEpoch);
        store.Add(new Section(Needs.Pods(null), SectionStatus.Denied, "", "", default, default, "403 Forbidden", "a ClusterRole"));

        Assert.Null(store.Find(Needs.Pods("one")));
        Assert.False(store.Pods("one").IsRead);
        Assert.Equal(("403 Forbidden", "a ClusterRole"), (store.Pods(null).Problem, store.Pods(null).HowToGet));
        Assert.StartsWith("not read", store.Pods("one").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_of_another_type_than_expected_is_missing_not_empty()
    {
        EvidenceStore store = new(DateTimeOffset.UnixEpoch);
        store.Add(new Section(Needs.Pods("one"), SectionStatus.Read, "", "", default, default, Value: "text"));

        Assert.False(store.Pods("one").IsRead);
        Assert.NotEqual("", store.Pods("one").Problem);
    }

    [Fact]
    public void A_view_of_a_list_is_made_once()
    {
        var list = (ObjectList<Pod>)Read(Needs.Pods(null), """{"metadata":{"name":"a","namespace":"one"}}""").Value!;
        int made = 0;
        Func<ObjectList<Pod>, List<string>> make = l =>
        {
            made++;
            return [.. l.Items.Select(p => p.Name)];
        };

        Assert.Same(list.View(make), list.View(make));
        Assert.Equal(1, made);
    }

    [Fact]
    public void Selectors_and_labels_match_pair_by_pair()
    {
        LabelSet labels = new([new("tier", "fe"), new("app", "web")]);

        Assert.Equal("app=web,tier=fe", labels.ToString());
        Assert.True(labels.Matches(new LabelSet([new("app", "web")])));
        Assert.False(labels.Matches(new LabelSet([new("app", "web"), new("v", "1")])));
        Assert.True(labels.Matches(LabelSet.Empty));
    }

    private static Section Read(ListNeed need, params string[] objects)
    {
        IListBuilder builder = ListBuilders.For(need, keepRaw: false);
        foreach (string json in objects)
        {
            builder.Add(System.Text.Encoding.UTF8.GetBytes(json));
        }

        return new Section(need, SectionStatus.Read, need.Command, "", default, default, Value: builder.Build());
    }
}
