using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>
/// What kube-proxy answers at <c>:10256/healthz</c> (pkg/proxy/healthcheck/proxy_health.go). It is unhealthy when a change has been
/// waiting longer than twice its sync period; a rule set that did not have to change for days is healthy.
/// </summary>
public sealed record KubeProxyHealth
{
    public bool IsHealthy { get; init; }

    /// <summary>False: the node is being deleted, and asks load balancers to send no new connections.</summary>
    public bool IsEligible { get; init; } = true;

    /// <summary>Of the moment of the answer where it is healthy, whenever the last sync was; else the last sync.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>The node's own clock.</summary>
    public DateTimeOffset? CurrentTime { get; init; }

    /// <summary>Since 1.33: by family (IPv4, IPv6).</summary>
    public IReadOnlyList<KubeProxyFamilyHealth> Families { get; init; } = [];

    public static KubeProxyHealthReading Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            var o = document.RootElement;
            if (!o.Has("lastUpdated"))
            {
                return new(null, [NotUnderstoodLine.Of(1, text, "lastUpdated")]);
            }

            var last = Time(o.Text("lastUpdated"));
            var now = Time(o.Text("currentTime"));
            return new(new KubeProxyHealth
            {
                LastUpdated = last,
                CurrentTime = now,
                IsEligible = o.Flag("nodeEligible") ?? true,

                // Before 1.28 it does not say; lastUpdated is recent exactly when it is well.
                IsHealthy = o.Flag("healthy") ?? (last is { } l && now is { } n && n - l < TimeSpan.FromMinutes(2)),
                Families = o.Has("status") ? Read(o.GetProperty("status")) : [],
            }, []);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(null, [NotUnderstoodLine.Of(1, text, "JSON")]);
        }
    }

    private static IReadOnlyList<KubeProxyFamilyHealth> Read(JsonElement status) => status.ValueKind == JsonValueKind.Object
        ? [.. status.EnumerateObject().Select(f => new KubeProxyFamilyHealth(f.Name, f.Value.Flag("healthy") ?? true, Time(f.Value.Text("lastUpdated"))))]
        : [];

    /// <summary>RFC 3339; before 1.24 as Go prints a time: <c>2022-02-01 12:00:00.123 +0000 UTC m=+3.4</c>. Zero time: never.</summary>
    private static DateTimeOffset? Time(string text)
    {
        var cut = text.IndexOf(" UTC", StringComparison.Ordinal);
        var plain = cut > 0 ? text[..cut] : text;
        return DateTimeOffset.TryParse(plain, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year > 1
            ? time.ToUniversalTime()
            : null;
    }
}

/// <param name="LastUpdated">Null: never yet.</param>
public sealed record KubeProxyFamilyHealth(string Family, bool IsHealthy, DateTimeOffset? LastUpdated);

/// <param name="Health">Null: the text is no such answer.</param>
public sealed record KubeProxyHealthReading(KubeProxyHealth? Health, IReadOnlyList<NotUnderstoodLine> NotUnderstood);
