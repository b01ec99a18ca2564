using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeKubeletCheckTests
{
    private static readonly Subject Node = Subject.Node("node-a");

    private static Finding Judge(string text, int status) => new Given().Nodes("node-a").Kubelet("node-a", text, status).Judge(new NodeKubeletCheck(), Node);

    private static string Failure(string message) => $$"""{"kind":"Status","status":"Failure","message":"{{message}}","code":503}""";

    [Fact]
    public void A_kubelet_that_says_ok_passes() => Assert.Equal(Verdict.Pass, Judge("ok", 200).Verdict);

    [Theory]
    [InlineData("error trying to reach service: dial tcp 10.0.0.4:10250: i/o timeout", "gets no answer")]
    [InlineData("error trying to reach service: dial tcp 10.0.0.4:10250: connect: connection refused", "refuses the API server's connection")]
    [InlineData("error trying to reach service: dial tcp 10.0.0.4:10250: connect: no route to host", "can't be reached")]
    [InlineData("error trying to reach service: http: server gave HTTP response to HTTPS client", "something that is no kubelet answers")]
    [InlineData("error trying to reach service: net/http: TLS handshake timeout", "TCP reaches the kubelet")]
    [InlineData("error trying to reach service: No agent available", "tunnel has no way")]
    [InlineData("error dialing backend: proxy dial to 10.0.0.4:10250 failed: i/o timeout", "tunnel has no way")]
    [InlineData("error trying to reach service: dial tcp: lookup node-a: no such host", "does not resolve")]
    [InlineData("error trying to reach service: x509: certificate has expired or is not yet valid", "the network works")]
    [InlineData("error trying to reach service: EOF", "is cut")]
    [InlineData("something new", "does not get a healthy answer")]
    public void The_API_servers_own_words_are_sorted_into_causes_and_shown(string words, string cause)
    {
        var finding = Judge(Failure(words), 503);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains(cause, finding.Title, StringComparison.Ordinal);
        Assert.Contains("node-a", finding.Title, StringComparison.Ordinal);
        Assert.EndsWith(words, finding.Title, StringComparison.Ordinal);
        Assert.Equal([0], finding.Exhibits[0].Deciding);
        Assert.NotEmpty(finding.Remedy);
    }

    [Fact]
    public void A_kubelet_that_is_reached_and_not_well_is_another_fault_than_the_network()
    {
        var finding = Judge("[+]ping ok\n[-]syncloop failed: reason withheld\nhealthz check failed", 500);

        Assert.Contains("is reached, and says that it is not well", finding.Title, StringComparison.Ordinal);
        Assert.Equal("[-]syncloop failed: reason withheld", finding.Exhibits[0].Lines[finding.Exhibits[0].Deciding.Single()]);
    }

    [Fact]
    public void The_kubelets_own_403_proves_that_the_network_works() =>
        Assert.Contains("does not let the API server in; the network works", Judge("Forbidden (user=kube-apiserver, verb=get, resource=nodes, subresource=proxy)", 403).Title, StringComparison.Ordinal);

    [Fact]
    public void Where_the_API_server_does_not_let_us_ask_the_kubelet_was_not_tried()
    {
        var finding = new Given().Nodes("node-a").Refused(KubeletAnswer.Need("node-a")).Judge(new NodeKubeletCheck(), Node);

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("403 Forbidden", finding.Title, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
    }

    [Fact]
    public void Nothing_read_is_Unknown_and_a_node_that_is_gone_too()
    {
        Assert.Equal(Verdict.Unknown, new Given().Judge(new NodeKubeletCheck(), Node).Verdict);
        Assert.Contains("there is no node node-z", new Given().Nodes("node-a").Judge(new NodeKubeletCheck(), Subject.Node("node-z")).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_virtual_node_has_no_kubelet() =>
        Assert.Equal(Verdict.NotApplicable, new Given().List(Needs.Nodes(), Some.Node("node-a", labels: "type=virtual-kubelet")).Judge(new NodeKubeletCheck(), Node).Verdict);

    [Fact]
    public void Of_a_node_that_is_not_Ready_that_is_told_beside()
    {
        var finding = new Given().List(Needs.Nodes(), Some.Node("node-a", ready: false)).Kubelet("node-a", Failure("dial tcp 10.0.0.4:10250: i/o timeout"), 503).Judge(new NodeKubeletCheck(), Node);

        Assert.Contains(finding.Details, d => d.StartsWith("The node is not Ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_the_captured_fault_node2_is_named_with_the_servers_words()
    {
        var findings = await new Captures("faults/port-10250-dropped").CheckAllAsync(TestContext.Current.CancellationToken);

        var found = Assert.Single(findings, f => f is { CheckId: "node.kubelet", Verdict: Verdict.Fail });
        Assert.Equal(Subject.Node("node2"), found.Subject);
        Assert.EndsWith("node2 (10.201.0.2:10250): error trying to reach service: dial tcp 10.201.0.2:10250: i/o timeout", found.Title, StringComparison.Ordinal);
    }
}
