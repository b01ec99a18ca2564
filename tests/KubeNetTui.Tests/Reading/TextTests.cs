using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;
using KubeNetTui.Themes;
using Buffer = KubeNetTui.Terminal.Buffer;

namespace KubeNetTui.Tests.Reading;

public sealed class TextTests
{
    [Fact]
    public void Wrapped_parts_fit_their_width_and_lose_nothing_but_a_blank_at_a_break() =>
        Prop.ForAll<NonNull<string>, PositiveInt, NonNegativeInt>((text, width, indent) =>
        {
            var line = text.Get.Replace("\0", "", StringComparison.Ordinal);
            var columns = width.Get % 40 + 2; // two, so that a wide character fits
            var parts = LineWrap.Parts(line, columns, indent.Get % 10);
            var position = 0;
            foreach (var (start, length) in parts)
            {
                if (start < position || start > position + 1 || (start == position + 1 && line[position] != ' ')
                    || DisplayWidth.Of(line.AsSpan(start, length)) > columns)
                {
                    return false;
                }

                position = start + length;
            }

            return position >= line.Length - 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Search_steps_from_what_is_seen_and_goes_round()
    {
        var view = View(40, 5, [.. Enumerable.Range(0, 50).Select(i => i % 20 == 5 ? $"line {i} Needle" : $"line {i}")]);
        view.SearchFor("needle");

        Assert.Equal(3, view.Search.Count);
        Assert.Equal("1 of 3", view.StepMatch(1));
        Assert.Equal("2 of 3", view.StepMatch(1));
        Assert.Equal("3 of 3", view.StepMatch(1));
        Assert.Contains("line 45 Needle", Draw(view, 40, 5));
        Assert.Equal("1 of 3", view.StepMatch(1));
        view.SearchFor("NEEDLE");
        Assert.Null(view.StepMatch(1));
    }

    [Fact]
    public void At_the_end_new_lines_are_followed_and_scrolled_up_they_are_not()
    {
        var view = View(40, 5, [.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        view.ToEnd();
        view.Append([new TextLine("20")], 0);
        Assert.EndsWith("20", Draw(view, 40, 5));

        view.ScrollBy(-2);
        var before = Draw(view, 40, 5);
        view.Append([new TextLine("21"), new TextLine("22")], dropped: 3);

        Assert.Equal(before, Draw(view, 40, 5));
        Assert.False(view.AtEnd);
    }

    [Fact]
    public void Values_of_a_secret_are_never_shown_also_not_those_of_its_annotation()
    {
        const string value = "c3VwZXItc2VjcmV0LXZhbHVl";
        var secret = $$$"""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"db","annotations":{"kubectl.kubernetes.io/last-applied-configuration":
            "{\"data\":{\"password\":\"{{{value}}}\"}}"}},"data":{"password":"{{{value}}}"},"stringData":{"plain":"super-secret-value"}}
            """;
        var yaml = string.Join('\n', YamlLines.Of(ObjectReader.WithoutSecrets(Encoding.UTF8.GetBytes(secret), known: true), true).Select(l => l.Text));

        Assert.DoesNotContain(value, yaml);
        Assert.DoesNotContain("super-secret-value", yaml);
        Assert.Contains("<18 bytes, not shown>", yaml);
    }

    [Fact]
    public void A_secret_that_nobody_asked_for_as_such_is_masked_too_and_so_is_one_that_is_no_json()
    {
        var list = """{"kind":"List","items":[{"kind":"Secret","data":{"k":"aHVzaA=="}},{"kind":"ConfigMap","data":{"k":"open"}}]}""";
        var masked = Encoding.UTF8.GetString(ObjectReader.WithoutSecrets(Encoding.UTF8.GetBytes(list), known: false).Span);
        var broken = Encoding.UTF8.GetString(ObjectReader.WithoutSecrets("{\"kind\":\"Secret\",\"data\":{\"k\":\"aHVzaA==\""u8.ToArray(), true).Span);

        Assert.DoesNotContain("aHVzaA==", masked);
        Assert.Contains("open", masked);
        Assert.DoesNotContain("aHVzaA==", broken);
    }

    [Fact]
    public void A_policy_is_put_in_words_and_forgotten_dns_is_said()
    {
        Assert.True(Evidence.NetworkPolicy.TryParse(Encoding.UTF8.GetBytes("""
            {"metadata":{"name":"feed","namespace":"shop"},"spec":{"podSelector":{"matchLabels":{"app":"feed"}},"policyTypes":["Ingress","Egress"],
             "ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"web"}}},{"namespaceSelector":{}}],"ports":[{"port":80}]}],
             "egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":443,"protocol":"TCP"}]}]}}
            """), out var policy, out _));
        var page = new PageBuilder();
        PolicyWords.WriteRules(page, policy, 1);
        var text = string.Join('\n', page.Lines.Select(l => l.Text));

        Assert.Contains("lets in from pods with app=web of this namespace, or from all pods of any namespace, on 80/TCP", text);
        Assert.Contains("lets out to 10.0.0.0/8 without 10.1.0.0/16, on 443/TCP", text);
        Assert.Contains("no rule lets DNS out", text);
    }

    [Theory]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]}]}""", "tier=b", true)]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["a"]}]}""", "", true)]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"Exists"}]}""", "", false)]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]}""", "tier=a", false)]
    [InlineData("""{"matchLabels":{"tier":"a"},"matchExpressions":[{"key":"x","operator":"Later"}]}""", "tier=a", false)]
    public void A_label_selector_takes_what_the_api_says_it_takes(string selector, string labels, bool takes)
    {
        var pairs = labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(l => KeyValuePair.Create(l.Split('=')[0], l.Split('=')[1]));

        Assert.Equal(takes, LabelQuery.Of(Fields.Parse(Encoding.UTF8.GetBytes(selector))).Matches(new Evidence.LabelSet(pairs)));
    }

    private static TextView View(int width, int height, string[] lines)
    {
        var view = new TextView();
        view.Show([.. lines.Select(l => new TextLine(l))]);
        Draw(view, width, height);
        return view;
    }

    private static string Draw(TextView view, int width, int height)
    {
        var buffer = new Buffer(new Rect(0, 0, width, height));
        view.Render(buffer.Area, buffer, ThemeStore.Plain);
        return buffer.ToText();
    }
}
