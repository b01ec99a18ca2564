using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeNetTui.Collect.Tests;

public sealed class RedactorTests
{
    private readonly Redactor _redactor = new([7, 7, 7]);

    public RedactorTests()
    {
        _redactor.Learn(Object("""{"metadata":{"name":"checkout","namespace":"payments","labels":{"app":"checkout","tier":"gold","pod-template-hash":"77b8c5bd8c"}},"spec":{"selector":{"app":"checkout"}}}"""));
        _redactor.Learn(Object("""{"metadata":{"name":"checkout-77b8c5bd8c-27mjp","namespace":"payments"},"spec":{"nodeName":"ip-10-0-3-4.acme.internal","containers":[{"name":"till"}]}}"""));
        _redactor.Learn(Object("""{"metadata":{"name":"coredns-5bcd87f5f9-hbgml","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}}}"""));
    }

    [Fact]
    public void A_name_is_the_same_word_wherever_it_stands_and_keeps_the_suffix_that_kubernetes_made()
    {
        string service = _redactor.Text("checkout"), pod = _redactor.Text("checkout-77b8c5bd8c-27mjp"), ns = _redactor.Text("payments");

        Assert.Matches("^x[a-z2-7]{10}$", service);
        Assert.Equal(service + "-77b8c5bd8c-27mjp", pod);
        Assert.Equal($"{service}.{ns}.svc.cluster.local", _redactor.Text("checkout.payments.svc.cluster.local"));
        Assert.Equal($"pod/{ns}/{pod}: back-off", _redactor.Text("pod/payments/checkout-77b8c5bd8c-27mjp: back-off"));
        Assert.True(string.CompareOrdinal(service, ns) < 0); // as checkout stands before payments
        Assert.Equal(service + "-6d4b9c7f44-zzz99", _redactor.Text("checkout-6d4b9c7f44-zzz99")); // a pod that is gone, in a log
    }

    [Fact]
    public void Kubernetes_own_names_and_what_nobody_named_stay()
    {
        Assert.Equal("kube-system/coredns-5bcd87f5f9-hbgml kube-dns default tcp dport", _redactor.Text("kube-system/coredns-5bcd87f5f9-hbgml kube-dns default tcp dport"));
        Assert.Equal("v1.33.4 2026-11-21T04:00:00Z 12:34:56", _redactor.Text("v1.33.4 2026-11-21T04:00:00Z 12:34:56"));
    }

    [Fact]
    public void Objects_are_redacted_but_for_what_kubernetes_itself_says()
    {
        JsonObject item = Object("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"checkout-77b8c5bd8c-27mjp","namespace":"payments","uid":"5f6a0e7e-0000-4000-8000-10a0b0c0d0e0",
             "annotations":{"acme.example/owner":"jane","kubernetes.io/config.source":"api"}},
             "spec":{"nodeName":"ip-10-0-3-4.acme.internal","containers":[{"name":"till","image":"registry.acme.internal/payments/till:1.2.3"}]},
             "status":{"phase":"Running","podIP":"10.1.2.3","message":"dial tcp 10.1.2.3:80 on ip-10-0-3-4.acme.internal"}}
            """);

        _redactor.Redact(item);

        string text = item.ToJsonString();
        foreach (string secret in (string[])["checkout", "payments", "till\"", "acme", "ip-10-0-3-4", "jane", "10.1.2.3"])
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }

        Assert.Equal("Running", (string?)item["status"]!["phase"]);
        Assert.Equal("5f6a0e7e-0000-4000-8000-10a0b0c0d0e0", (string?)item["metadata"]!["uid"]);
        Assert.Contains((string)item["status"]!["podIP"]!, (string)item["status"]!["message"]!, StringComparison.Ordinal);
        Assert.Contains((string)item["spec"]!["nodeName"]!, (string)item["status"]!["message"]!, StringComparison.Ordinal);
        Assert.EndsWith(":1.2.3", (string?)item["spec"]!["containers"]![0]!["image"], StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_keep_their_words_and_their_chains_stay_joined()
    {
        const string Rules = """
            :KUBE-SVC-ABCDEFGHIJKLMNOP - [0:0]
            -A KUBE-SERVICES -d 10.96.3.4/32 -p tcp -m comment --comment "payments/checkout:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-ABCDEFGHIJKLMNOP
            -A FORWARD -s 10.244.0.0/16 -j ACCEPT
            -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
            """;

        string text = _redactor.Section("iptables-save", Rules);

        string chain = Regex.Match(text, "^:(KUBE-SVC-[A-Z2-7]{16}) ").Groups[1].Value;
        Assert.NotEqual("KUBE-SVC-ABCDEFGHIJKLMNOP", chain);
        Assert.EndsWith($"-j {chain}", text.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains($"\"{_redactor.Text("payments/checkout")}:http cluster IP\"", text, StringComparison.Ordinal);
        Assert.Matches(@"-s 10\.\d+\.0\.0/16 -j ACCEPT", text);
        Assert.Contains("--set-xmark 0x4000/0x4000", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_in_proc_net_json_and_hardware_addresses_follow()
    {
        string ip = _redactor.Text("10.1.2.3");
        byte[] bytes = System.Net.IPAddress.Parse(ip).GetAddressBytes();
        Assert.Contains($"{bytes[3]:X2}{bytes[2]:X2}{bytes[1]:X2}{bytes[0]:X2}:1F90 00000000:0000 0A", _redactor.Section("proc-net-tcp", "   0: 0302010A:1F90 00000000:0000 0A"), StringComparison.Ordinal);
        Assert.Contains("0100007F:1F90", _redactor.Section("proc-net-tcp", "   0: 0100007F:1F90 00000000:0000 0A"), StringComparison.Ordinal);
        string nft = _redactor.Section("nft-json", """{"prefix":{"addr": "10.244.0.0", "len": 16}}""");
        Assert.Matches("\"addr\": \"10\\.\\d+\\.0\\.0\", \"len\": 16", nft);
        string mac = _redactor.Section("ip-addr", "\"address\":\"02:42:ac:11:00:02\",\"broadcast\":\"ff:ff:ff:ff:ff:ff\"");
        Assert.Matches("\"02:42:ac:(?!11:00:02)[0-9a-f:]{8}\",\"broadcast\":\"ff:ff:ff:ff:ff:ff\"", mac);
    }

    [Fact]
    public void Search_domains_are_learned_and_two_bundles_share_no_word()
    {
        _redactor.LearnResolvConf("search payments.svc.cluster.local svc.cluster.local cluster.local corp.acme.net\nnameserver 10.96.0.10\n");

        Assert.DoesNotContain("acme", _redactor.Section("resolv-conf", "search corp.acme.net\n"), StringComparison.Ordinal);
        Redactor other = new();
        other.Learn(Object("""{"metadata":{"name":"checkout"}}"""));
        Assert.NotEqual(_redactor.Text("checkout"), other.Text("checkout"));
    }

    [Fact]
    public void Secrets_in_objects_are_left_out_with_or_without_redaction()
    {
        JsonObject item = Object("""
            {"metadata":{"name":"a","managedFields":[{"manager":"kubectl"}],"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{hunter2}","x/db-password":"hunter2","keep/this":"1"}},
             "spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"hunter2"}},"spec":{"containers":[
               {"name":"c","env":[{"name":"PASSWORD","value":"hunter2"},{"name":"FROM","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
                "command":["run","--token","hunter2","--port=80"],"args":["--db-password=hunter2","postgres://u:hunter2@db/x","--token-file=/var/run/token"]}]}}}}
            """);

        ObjectCleaner.Clean(item);

        string text = item.ToJsonString();
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", text, StringComparison.Ordinal);
        Assert.Contains("--port=80", text, StringComparison.Ordinal);
        Assert.Contains("--token-file=/var/run/token", text, StringComparison.Ordinal);
        Assert.Contains("secretKeyRef", text, StringComparison.Ordinal);
        Assert.Contains("keep/this", text, StringComparison.Ordinal);
    }

    private static JsonObject Object(string json) => (JsonObject)JsonNode.Parse(json)!;
}
