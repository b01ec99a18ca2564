using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What the containers write: a few believable lines each, stamped as the container runtime stamps them.</summary>
internal static class ShopLogs
{
    /// <summary>The last words of a CoreDNS that has seen its own query (plugin/loop).</summary>
    public const string Loop = "[FATAL] plugin/loop: Loop (127.0.0.1:53241 -> :53) detected for zone \".\", see https://coredns.io/plugins/loop#troubleshooting. Query: \"HINFO 4547991504243258144.3688648895315093531.\"";

    private static readonly string[] Categories = ["boots", "tents", "ropes", "stoves"];

    private static readonly string[] Pages = ["/", "/catalog", "/catalog/boots", "/catalog/tents?page=2", "/cart", "/search?q=rope", "/static/app.css", "/static/logo.svg", "/api/price/8812"];

    public static string? Find(IClusterView view, string ns, string name, string container, bool previous)
    {
        var pod = view.List("pods").FirstOrDefault(p => PodView.Name(p) == name && PodView.Namespace(p) == ns);
        if (pod is null)
        {
            return null;
        }

        if (pod["spec"]!["initContainers"] is JsonArray inits && inits.Any(c => (string?)c!["name"] == container))
        {
            return previous ? null : OfInit(pod, container);
        }

        if (PodView.Containers(pod).All(c => (string?)c["name"] != container))
        {
            return null;
        }

        var status = (pod["status"]?["containerStatuses"] as JsonArray)?.FirstOrDefault(s => (string?)s!["name"] == container);
        var state = status?["state"];
        var ended = state?["terminated"] ?? status?["lastState"]?["terminated"];
        if (previous)
        {
            return status?["lastState"]?["terminated"] is { } last ? Ended(pod, last, view.Now) : null;
        }

        if (state?["running"] is { } running)
        {
            return Running(pod, DemoTime.Parse((string?)running["startedAt"]) ?? view.Now, view.Now);
        }

        // In CrashLoopBackOff the kubelet still has the log of the instance that ended.
        return ended is null ? null : Ended(pod, ended, view.Now);
    }

    /// <summary>A line that the container writes now and then, for followers.</summary>
    public static string? Next(JsonObject pod, DateTimeOffset at, Random random)
    {
        var app = App(pod);
        return app switch
        {
            "web" or "front" or "ingress-nginx" => Access(pod, at, random.Next()),
            "catalog" => $"level=info msg=\"list products\" category={Categories[random.Next(Categories.Length)]} rows={random.Next(8, 90)} took={random.Next(2, 30)}ms",
            "worker" => $"job {random.Next(100000, 999999)} done in {random.Next(40, 900)} ms",
            "stock" => Stock(at, random),
            "ads" => $"bid request 198.51.100.{10 + random.Next(8)}: 200 in {random.Next(8, 60)} ms, connection closed",
            "pay" => "GET /ready 503 upstream \"acquirer\" unavailable: circuit open",
            "feed" => "ERROR fetch https://prices.example.org/feed.xml: lookup prices.example.org on 10.96.0.10:53: read udp: i/o timeout",
            _ => null,
        };
    }

    /// <summary>An application that writes JSON.</summary>
    private static string Stock(DateTimeOffset at, Random random)
    {
        var slow = random.Next(12) == 0;
        var line = new JsonObject
        {
            ["time"] = DemoTime.Nano(at), ["level"] = slow ? "warn" : "info", ["msg"] = slow ? "slow query" : "reserved",
            ["sku"] = $"{Categories[random.Next(Categories.Length)]}-{random.Next(1000, 9999)}", ["count"] = random.Next(1, 5), ["took_ms"] = slow ? random.Next(900, 4000) : random.Next(2, 60),
        };
        return line.ToJsonString();
    }

    private static string? OfInit(JsonObject pod, string container)
    {
        if ((pod["status"]?["initContainerStatuses"] as JsonArray)?.FirstOrDefault(s => (string?)s!["name"] == container)?["state"] is not { } state
            || DemoTime.Parse((string?)(state["running"] ?? state["terminated"])?["startedAt"]) is not { } started)
        {
            return null;
        }

        string[] lines = container == "shipper" ? ["shipper 0.9.2", "reading /var/log/containers, sending to logs.shop.example:6514"] : ["db (10.244.0.18:5432) open"];
        return Stamp(lines.Select((line, i) => (started.AddMilliseconds(50 + (i * 40)), line)));
    }

    private static string Ended(JsonObject pod, JsonNode end, DateTimeOffset now)
    {
        var started = DemoTime.Parse((string?)end["startedAt"]) ?? now;
        var lines = App(pod) switch
        {
            "kube-dns" =>
            [
                "maxprocs: Leaving GOMAXPROCS=4: CPU quota undefined", ".:53",
                "[INFO] plugin/reload: Running configuration SHA512 = " + DemoId.Hex("corefile") + DemoId.Hex("corefile/2"), "CoreDNS-1.12.0",
                "linux/amd64, go1.23.3, 51e11f1", Loop,
            ],
            "cleanup" => ["removing carts older than 30d", $"removed {DemoId.Number(PodView.Name(pod), 400)} carts in 3.1s", "done"],
            _ => (string[])["listening on :8080", "received SIGTERM, draining", "bye"],
        };
        return Stamp(lines.Select((line, i) => (started.AddMilliseconds(40 + (i * 90)), line)));
    }

    private static string Running(JsonObject pod, DateTimeOffset started, DateTimeOffset now)
    {
        var seed = DemoId.Number("log/" + PodView.Uid(pod), int.MaxValue);
        var lines = new List<(DateTimeOffset, string)>();
        foreach (var line in Start(pod))
        {
            lines.Add((started.AddMilliseconds(60 * (lines.Count + 1)), line));
        }

        // Then what it wrote in the last minutes; older lines were rotated away.
        var random = new Random(seed);
        var since = now - TimeSpan.FromMinutes(6);
        for (var at = (since > started ? since : started.AddSeconds(1)).AddMilliseconds(random.Next(3000)); at < now; at += TimeSpan.FromMilliseconds(900 + random.Next(9000)))
        {
            if (Next(pod, at, random) is { } line)
            {
                lines.Add((at, line));
            }
        }

        return Stamp(lines);
    }

    private static string[] Start(JsonObject pod) => App(pod) switch
    {
        "kube-dns" => [".:53", "[INFO] plugin/reload: Running configuration SHA512 = " + DemoId.Hex("corefile") + DemoId.Hex("corefile/2"), "CoreDNS-1.12.0", "linux/amd64, go1.23.3, 51e11f1"],
        "kube-proxy" =>
        [
            "I1121 00:00:01.114507       1 server_linux.go:63] \"Using iptables proxy\"", "I1121 00:00:01.301189       1 server.go:713] \"Successfully retrieved node IP(s)\" IPs=[\"" + (string?)pod["status"]!["hostIP"] + "\"]",
            "I1121 00:00:01.310022       1 shared_informer.go:350] \"Waiting for caches to sync\" controller=\"endpoint slice config\"", "I1121 00:00:01.410771       1 shared_informer.go:357] \"Caches are synced\" controller=\"endpoint slice config\"",
        ],
        "metrics-server" => ["I1121 00:00:02.001822       1 serving.go:380] Generated self-signed cert (/tmp/apiserver.crt, /tmp/apiserver.key)", "I1121 00:00:02.431200       1 secure_serving.go:211] Serving securely on [::]:10250"],
        "db" => ["LOG:  starting PostgreSQL 17.2 on x86_64-pc-linux-musl", "LOG:  listening on IPv4 address \"0.0.0.0\", port 5432", "LOG:  database system is ready to accept connections"],
        "mail" => ["mail-relay 1.3.7", "config: LISTEN=127.0.0.1:2525", "listening on 127.0.0.1:2525"],
        "pay" => ["pay 3.2.0 listening on :8080", "connected to acquirer acquirer.example.com"],
        "search" => ["search 5.0.0: index loaded, 48122 documents", "listening on :8080 (port name: web)"],
        "prometheus" => ["level=info msg=\"Starting Prometheus Server\" version=\"3.1.0\"", "level=info msg=\"Server is ready to receive web requests.\""],
        "tracker" => ["tracker 1.0.8", "statsd on udp/8125, health on tcp/8126"],
        "policy-webhook" => ["serving TLS on :9443", "policy bundle loaded: 14 rules"],
        var app => [$"{app} started", "listening on :8080"],
    };

    private static string Access(JsonObject pod, DateTimeOffset at, int number)
    {
        var page = Pages[number % Pages.Length];
        var stamp = at.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
        var code = number % 41 == 0 ? 304 : number % 97 == 0 ? 404 : 200;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(App(pod) == "ingress-nginx" ? "192.0.2." + (1 + (number % 250)) : "10.244." + (number % 2) + "." + (2 + (number % 9)))} - - [{stamp} +0000] \"GET {page} HTTP/1.1\" {code} {200 + (number % 9000)} \"-\" \"Mozilla/5.0\" {(number % 90) / 1000.0:0.000}");
    }

    private static string App(JsonObject pod)
    {
        var labels = pod["metadata"]!["labels"];
        return (string?)labels?["app"] ?? (string?)labels?["k8s-app"] ?? (string?)labels?["app.kubernetes.io/name"] ?? "app";
    }

    private static string Stamp(IEnumerable<(DateTimeOffset At, string Line)> lines)
    {
        var text = new StringBuilder();
        foreach (var (at, line) in lines)
        {
            text.Append(DemoTime.Nano(at)).Append(' ').Append(line).Append('\n');
        }

        return text.ToString();
    }
}
