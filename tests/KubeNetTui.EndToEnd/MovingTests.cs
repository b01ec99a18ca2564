namespace KubeNetTui.EndToEnd;

/// <summary>A person who goes from one object to the next, from namespace to namespace, and from cluster to cluster.</summary>
public sealed class MovingTests
{
    [Fact]
    public async Task From_a_pod_to_what_hangs_together_with_it_and_back()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo");
        await person.Expect("pods(shop)");
        await person.Command("po app=web");
        await person.ExpectMatch(@"web-\S+\s+✓");

        await person.Press("u");
        await person.Expect("used by(pod/web-");
        await person.ExpectMatch(@"service\s+web\s+selects it");
        await person.ExpectMatch(@"ingress\s+shop\s+by service web");

        await person.Press("Escape");
        await person.Expect("/-l app=web");
        await person.Press("J");
        await person.ExpectMatch(@"replicasets\(shop\)[\s\S]*web-");
        await person.Press("J");
        await person.ExpectMatch(@"deployments\(shop\)[\s\S]*catalog");
        await person.Press("Escape", "Escape");
        await person.Expect("/-l app=web");
        await person.Press("o");
        await person.ExpectMatch(@"nodes\(cluster\)[\s\S]*node-a");
        await person.Press("U");
        await person.ExpectMatch(@"workloads\(node-[abc]\)[\s\S]*daemonset\s+kube-proxy");
    }

    [Fact]
    public async Task Several_namespaces_warp_and_the_last_place()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo");
        await person.Expect("pods(shop)");
        await person.Command("svc shop,kube-system");
        await person.ExpectMatch(@"services\(shop,kube-system\)[\s\S]*kube-system\s+kube-dns");

        // Which row is selected at first depends on which namespace answered first.
        await person.Filter("kube-dns");
        await person.ExpectGone("billing");
        await person.Press("w");
        await person.Expect("services(kube-system)");
        await person.Press("-");
        await person.Expect("services(shop,kube-system)");
        await person.Command("po -z");
        await person.Expect("\"-z\" is not understood; after a kind");
        await person.Command("can sa kube-system/coredns");
        await person.ExpectMatch(@"endpointslices\.discovery\.k8s\.io\s+list watch\s+cluster\s+ClusterRoleBinding");
    }

    [Fact]
    public async Task Two_contexts_beside_each_other_and_the_next_run_knows_the_namespaces()
    {
        await using var server = await DemoServer.StartAsync("--still");
        var folder = Directory.CreateTempSubdirectory("knt-two-").FullName;
        try
        {
            var kubeConfig = Path.Combine(folder, "config");
            var text = await File.ReadAllTextAsync(server.KubeConfig, TestContext.Current.CancellationToken);
            var name = text.Split("current-context: ")[1].Trim();
            await File.WriteAllTextAsync(
                kubeConfig, text.Replace("contexts:\n", $"contexts:\n- name: prod\n  context: {{cluster: {name}, user: {name}, namespace: ops}}\n", StringComparison.Ordinal),
                TestContext.Current.CancellationToken);

            await using (var person = await Person.OpenAsync(200, 50, $"--kubeconfig {kubeConfig} -n shop", ("XDG_STATE_HOME", folder)))
            {
                await person.Expect("ads-");
                await person.Command("svc kube-system");
                await person.Expect("kube-dns");
                await person.Command("beside svc @prod shop");
                await person.ExpectMatch(@"▶ prod[\s\S]*kube-dns[\s\S]*cart|▶ prod[\s\S]*cart");
                await person.Command("po");
                await person.ExpectMatch(@"services\(kube-system\).*pods\(shop\)");
                await person.Press("Tab");
                await person.ExpectMatch($"▶ {name}");
                await person.Press("Tab", "Escape");
                await person.ExpectGone("pods(shop)");
                await person.Expect("services(kube-system)");
                await person.Command("ctx prod");
                await person.ExpectMatch(@"Context\s+prod[\s\S]*services\(kube-system\)");
                await person.Command("q");
                await person.Expect("[ended 0]");
            }

            await using var again = await Person.OpenAsync(200, 50, $"--kubeconfig {kubeConfig} -n shop", ("XDG_STATE_HOME", folder));
            await again.ExpectMatch(@"\d kube-system");
            await again.Press(":", "Up", "Up");
            await again.Expect(":ctx prod");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
