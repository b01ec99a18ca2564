using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A ValidatingWebhookConfiguration or a MutatingWebhookConfiguration.</summary>
public sealed record WebhookConfiguration : ApiObject
{
    public required bool IsMutating { get; init; }

    public override string Kind => IsMutating ? "MutatingWebhookConfiguration" : "ValidatingWebhookConfiguration";

    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json, bool mutating, [NotNullWhen(true)] out WebhookConfiguration? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, mutating ? ReadMutating : ReadValidating, out value, out why, keepRaw, strings);

    internal static WebhookConfiguration ReadMutating(ref ObjectReader r) => Read(ref r, mutating: true);

    internal static WebhookConfiguration ReadValidating(ref ObjectReader r) => Read(ref r, mutating: false);

    private static WebhookConfiguration Read(ref ObjectReader r, bool mutating)
    {
        WebhookConfiguration value = new() { Meta = ObjectMeta.None, IsMutating = mutating };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { value = value with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("webhooks"u8)) { value = value with { Webhooks = r.List(Webhook.Read) }; }
            }
        }

        return value;
    }
}

/// <summary>One webhook: a service of the cluster, or a URL.</summary>
public sealed record Webhook
{
    public required string Name { get; init; }

    /// <summary><c>Fail</c> (what it guards is refused while it can't be reached) or <c>Ignore</c>. The API's default is Fail.</summary>
    public string FailurePolicy { get; init; } = "Fail";

    public int TimeoutSeconds { get; init; } = 10;

    /// <summary>"" where it is called by its service.</summary>
    public string Url { get; init; } = "";

    public string ServiceNamespace { get; init; } = "";
    public string ServiceName { get; init; } = "";
    public int ServicePort { get; init; } = 443;

    /// <summary>What it is asked about, e.g. <c>CREATE,UPDATE pods</c>; one a rule.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    internal static Webhook Read(ref ObjectReader r)
    {
        Webhook hook = new() { Name = "" };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { hook = hook with { Name = r.Text() }; }
                else if (r.Is("failurePolicy"u8)) { hook = hook with { FailurePolicy = r.Text() }; }
                else if (r.Is("timeoutSeconds"u8)) { hook = hook with { TimeoutSeconds = r.Number() ?? 10 }; }
                else if (r.Is("rules"u8)) { hook = hook with { Rules = r.List(ReadRule) }; }
                else if (r.Is("clientConfig"u8)) { hook = ReadClient(ref r, hook); }
            }
        }

        return hook;
    }

    private static Webhook ReadClient(ref ObjectReader r, Webhook hook)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("url"u8)) { hook = hook with { Url = r.Text() }; }
                else if (r.Is("service"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("namespace"u8)) { hook = hook with { ServiceNamespace = r.Text() }; }
                        else if (r.Is("name"u8)) { hook = hook with { ServiceName = r.Text() }; }
                        else if (r.Is("port"u8)) { hook = hook with { ServicePort = r.Number() ?? 443 }; }
                    }
                }
            }
        }

        return hook;
    }

    private static string ReadRule(ref ObjectReader r)
    {
        string[] operations = [], resources = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("operations"u8)) { operations = r.Texts(); }
                else if (r.Is("resources"u8)) { resources = r.Texts(); }
            }
        }

        return $"{string.Join(',', operations)} {string.Join(',', resources)}";
    }
}
