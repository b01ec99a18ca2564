using KubeNetTui.App.Commands;

namespace KubeNetTui.Tests.Moving;

/// <summary>What may follow a kind after the colon.</summary>
public sealed class KindCommandTests
{
    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("shop", "shop", "", "")]
    [InlineData("shop,pay", "shop,pay", "", "")]
    [InlineData("-n shop,pay", "shop,pay", "", "")]
    [InlineData("--namespace=shop", "shop", "", "")]
    [InlineData("-n shop -n pay", "shop,pay", "", "")]
    [InlineData("-A", "*", "", "")]
    [InlineData("all", "*", "", "")]
    [InlineData("-n all", "*", "", "")]
    [InlineData("/web", "", "", "web")]
    [InlineData("shop /^web-[0-9]+ x$", "shop", "", "^web-[0-9]+ x$")]
    [InlineData("/!app in (a)", "", "", "!app in (a)")]
    [InlineData("app=web,tier!=db", "", "", "-l app=web,tier!=db")]
    [InlineData("-l app=web", "", "", "-l app=web")]
    [InlineData("-lapp=web shop", "shop", "", "-l app=web")]
    [InlineData("-l 'app in (a,b)'", "", "", "-l app in (a,b)")]
    [InlineData("-l \"app in (a,b)\" shop", "shop", "", "-l app in (a,b)")]
    [InlineData("'app in (a, b)' shop", "shop", "", "-l app in (a, b)")]
    [InlineData("-l app in (a, b) -n shop", "shop", "", "-l app in (a, b)")]
    [InlineData("-l app notin (a,b), tier /web", "", "", "-l app notin (a,b), tier /web")]
    [InlineData("-l '!canary'", "", "", "-l !canary")]
    [InlineData("app=web -l tier=db", "", "", "-l app=web,tier=db")]
    [InlineData("-f wb", "", "", "-f wb")]
    [InlineData("shop -f wb -l app=web", "shop", "", "-l app=web -f wb")]
    [InlineData("@prod", "", "prod", "")]
    [InlineData("@prod shop", "shop", "prod", "")]
    [InlineData("shop @arn:aws:eks:eu-1:1:cluster/a app=web /x", "shop", "arn:aws:eks:eu-1:1:cluster/a", "-l app=web /x")]
    [InlineData("@'my context' -A", "*", "my context", "")]
    public void What_k9s_takes_and_more_is_understood(string typed, string namespaces, string context, string filter)
    {
        Assert.True(KindCommand.TryParse(typed, out var command, out var problem), problem);
        Assert.Equal(namespaces, command.AllNamespaces ? "*" : string.Join(',', command.Namespaces));
        Assert.Equal(context, command.Context ?? "");
        Assert.Equal(filter, command.Filter);
    }

    [Theory]
    [InlineData("-x", "\"-x\" is not understood; after a kind: NAMESPACE")]
    [InlineData("Shop", "\"Shop\" is not understood; after a kind: NAMESPACE")]
    [InlineData("shop pay", "several namespaces are joined by commas, shop,pay")]
    [InlineData("-n", "-n needs a namespace: -n shop")]
    [InlineData("-l", "-l needs a label selector: -l app=web")]
    [InlineData("-f", "-f needs letters")]
    [InlineData("@", "@ needs the name of a context")]
    [InlineData("@a @b", "two contexts, a and b")]
    [InlineData("-l app in a", "\"app in a\" is no label selector: \"(\" was expected")]
    [InlineData("-f wb /x", "-f and /: one of them")]
    [InlineData("-n a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", "21 namespaces at once are too many (20 at most): -A shows all")]
    public void What_is_not_understood_is_named_with_what_is_allowed(string typed, string problem)
    {
        Assert.False(KindCommand.TryParse(typed, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop,pay -l app in (a,b) /web-1")]
    [InlineData("-A /^x y$")]
    [InlineData("shop -l app=web -f wb")]
    public void The_text_for_the_history_is_read_as_the_same_again(string typed)
    {
        Assert.True(KindCommand.TryParse(typed, out var command, out _));
        var text = KindCommand.TextOf(namespaced: true, command.Namespaces, command.Filter);
        Assert.True(KindCommand.TryParse(text, out var again, out var problem), problem);

        Assert.Equal((command.Filter, string.Join(',', command.Namespaces)), (again.Filter, string.Join(',', again.Namespaces)));
        Assert.Equal(text, KindCommand.TextOf(namespaced: true, again.Namespaces, again.Filter));
    }
}
