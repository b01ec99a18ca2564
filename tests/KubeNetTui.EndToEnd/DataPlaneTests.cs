namespace KubeNetTui.EndToEnd;

/// <summary>A person who goes to the nodes: rules followed jump by jump, who hangs where, who talks to whom, which node differs.</summary>
public sealed class DataPlaneTests
{
    [Theory]
    [InlineData(200, 50)]
    [InlineData(80, 24)]
    public async Task From_a_nodes_rules_over_its_veths_and_connections_to_the_cause_in_the_cluster(int columns, int rows)
    {
        await using var person = await Person.OpenAsync(columns, rows, "demo --still");
        // Whole verifications ask every node.
        person.Patience = TimeSpan.FromMinutes(2);
        await person.Expect("ads-");
        await person.Command("nodes");
        await person.ExpectMatch(@"node-b\s+✓");
        await person.Filter("node-a");

        await person.Press("x");
        await person.Expect("data plane of node-a");
        await person.Press("i");
        await person.Expect("nat KUBE-SERVICES");
        await person.Filter("shop/web");
        await person.Press("Enter");
        await person.ExpectMatch("nat KUBE-SVC-[A-Z0-9]{16}");
        await person.Press("Down", "Enter");
        await person.ExpectMatch("nat KUBE-SEP-[A-Z0-9]{16}");
        await person.Expect("DNAT");
        await person.Press("BSpace");
        await person.ExpectMatch("nat KUBE-SVC-[A-Z0-9]{16}");
        await person.Press("BSpace");
        await person.Expect("nat KUBE-SERVICES");

        await person.Command("veths");
        await person.ExpectMatch(@"cni0\s+up");
        await person.Expect("with a network of their own on node-a");

        await person.Command("conntrack node-b");
        await person.Expect("of 262144 entries");
        await person.Press("b");
        await person.Expect("tcp ESTABLISHED");
        await person.Press("Escape");
        await person.Expect("nodes(cluster)");

        await person.Command("compare");
        await person.Expect("≠");
        await person.Press("Enter");
        // All of the row, also where the table is wider than the screen.
        await person.ExpectMatch(@"(?m)^\W*node-c\s{2,}\S");

        await person.Command("check");
        await person.Expect("verify cluster");
        await person.ExpectMatch(@"✗ FAIL\s+\d+ fail");
        await person.Expect("a loop:");
        await person.Press("C-c");
        await person.Expect("[ended 0]");
    }

    [Fact]
    public async Task The_cluster_in_use_is_verified_from_its_context_and_what_is_shown_is_saved()
    {
        var data = Directory.CreateTempSubdirectory("kubenettui-saved");
        try
        {
            await using var person = await Person.OpenAsync(160, 45, "demo --still", ("XDG_DATA_HOME", data.FullName));
            // Whole verifications ask every node.
            person.Patience = TimeSpan.FromMinutes(2);
            await person.Expect("ads-");
            await person.Command("ctx");
            await person.Expect("IN USE");
            await person.Press("v");
            await person.Expect("a loop:");
            await person.Command("sysctl node-c");
            await person.Expect("net.ipv4.ip_forward");
            await person.Press("C-s");
            await person.Expect("saved to");
            var file = Assert.Single(Directory.GetFiles(Path.Combine(data.FullName, "kubenettui", "saved"), "*.txt"));
            Assert.Contains("net.ipv4.ip_forward", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
