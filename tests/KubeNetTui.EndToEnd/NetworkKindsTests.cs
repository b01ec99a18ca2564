namespace KubeNetTui.EndToEnd;

/// <summary>A person follows traffic through the objects of the network, from where it comes in to where it ends.</summary>
public sealed class NetworkKindsTests
{
    [Theory]
    [InlineData(200, 50)]
    [InlineData(80, 24)]
    public async Task From_an_ingress_and_from_a_gateway_to_the_endpoints_behind_them(int columns, int rows)
    {
        await using var person = await Person.OpenAsync(columns, rows, "demo --still");
        await person.Expect("ads-");
        await person.Command("ing shop");
        await person.ExpectMatch(@"shop\s+✓ pass");
        await person.Press("Enter");
        await person.Expect("backends(shop)");
        await person.ExpectMatch(@"web\s+✓ pass");
        await person.Press("Down", "Enter");
        await person.Expect("endpoints(web)");

        await person.Command("gtw ops");
        await person.ExpectMatch(@"edge\s+✓ pass");
        await person.Press("Enter");
        await person.Expect("routes(edge)");
        await person.ExpectMatch(@"catalog\s+✓ pass");
        await person.Press("Enter");
        await person.Expect("backends(catalog)");
    }

    [Fact]
    public async Task A_policy_that_forgets_DNS_is_marked_and_leads_to_its_pods()
    {
        await using var person = await Person.OpenAsync(200, 50, "demo --still");
        await person.Expect("ads-");
        await person.Command("netpol shop");
        await person.ExpectMatch(@"feed-egress\s+! warn\s+no rule lets DNS out of 2 pods");
        await person.Press("Down", "Enter");
        await person.Expect("pods(feed-egress)");
        await person.ExpectMatch(@"feed-\w+-\w+");
    }
}
