using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>An Ingress of networking.k8s.io/v1.</summary>
public sealed record Ingress : ApiObject
{
    public override string Kind => "Ingress";

    /// <summary><c>spec.ingressClassName</c>; "" where none is named.</summary>
    public string ClassName { get; init; } = "";

    /// <summary>The class as it was named before there were IngressClasses; no such object has to exist for it.</summary>
    public string ClassAnnotation => Meta.Annotations["kubernetes.io/ingress.class"] ?? "";

    /// <summary>What is asked for, in the order of the rules; the default backend comes last and has neither host nor path.</summary>
    public IReadOnlyList<IngressPath> Paths { get; init; } = [];

    public IReadOnlyList<IngressTls> Tls { get; init; } = [];

    /// <summary>Addresses that a controller has written into the status; empty: none took it, or the controller writes none.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out Ingress? ingress, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out ingress, out why, keepRaw, strings);

    internal static Ingress Read(ref ObjectReader r)
    {
        Ingress ingress = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { ingress = ingress with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8)) { ingress = ReadSpec(ref r, ingress); }
                else if (r.Is("status"u8)) { ingress = ingress with { Addresses = ReadAddresses(ref r) }; }
            }
        }

        return ingress;
    }

    private static Ingress ReadSpec(ref ObjectReader r, Ingress ingress)
    {
        IngressPath[][] rules = [];
        IngressPath? otherwise = null;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("ingressClassName"u8)) { ingress = ingress with { ClassName = r.Text() }; }
                else if (r.Is("tls"u8)) { ingress = ingress with { Tls = r.List(IngressTls.Read) }; }
                else if (r.Is("rules"u8)) { rules = r.List(ReadRule); }
                else if (r.Is("defaultBackend"u8)) { otherwise = IngressPath.ReadBackend(ref r, IngressPath.Otherwise); }
            }
        }

        var paths = rules.SelectMany(p => p);
        return ingress with { Paths = otherwise is null ? [.. paths] : [.. paths, otherwise] };
    }

    private static IngressPath[] ReadRule(ref ObjectReader r)
    {
        var host = "";
        IngressPath[] paths = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("host"u8)) { host = r.Text(); }
                else if (r.Is("http"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("paths"u8)) { paths = r.List(IngressPath.Read); }
                    }
                }
            }
        }

        return [.. paths.Select(p => p with { Host = host })];
    }

    private static string[] ReadAddresses(ref ObjectReader r)
    {
        string[] addresses = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("loadBalancer"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("ingress"u8)) { addresses = [.. r.List(LoadBalancerIngress.Read).Select(i => i.Address).Where(a => a.Length > 0)]; }
                    }
                }
            }
        }

        return addresses;
    }
}

/// <summary>One path of a rule, and where it leads.</summary>
/// <param name="Host">"" for any.</param>
/// <param name="Path">"" for any.</param>
/// <param name="Type"><c>Prefix</c>, <c>Exact</c>, <c>ImplementationSpecific</c>; "" for the default backend.</param>
/// <param name="Service">"" where it leads to something that is no service: see <paramref name="Resource"/>.</param>
/// <param name="Resource"><c>Bucket static</c>: kind and name of a backend that is no service; else "".</param>
public sealed record IngressPath(string Host, string Path, string Type, string Service, PortRef Port, string Resource)
{
    internal static IngressPath Otherwise { get; } = new("", "", "", "", default, "");

    /// <summary><c>shop.example.com/catalog</c>, <c>*/</c>, <c>everything else</c>.</summary>
    public string Asked => Type.Length == 0 && Host.Length == 0 && Path.Length == 0
        ? "everything else" : (Host.Length > 0 ? Host : "*") + (Path.Length > 0 ? Path : "/");

    internal static IngressPath Read(ref ObjectReader r)
    {
        var path = Otherwise with { Type = "ImplementationSpecific" };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("path"u8)) { path = path with { Path = r.Text() }; }
                else if (r.Is("pathType"u8)) { path = path with { Type = r.Text() }; }
                else if (r.Is("backend"u8)) { path = ReadBackend(ref r, path); }
            }
        }

        return path;
    }

    internal static IngressPath ReadBackend(ref ObjectReader r, IngressPath path)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("service"u8)) { path = ReadService(ref r, path); }
                else if (r.Is("resource"u8)) { path = path with { Resource = ReadResource(ref r) }; }
            }
        }

        return path;
    }

    private static IngressPath ReadService(ref ObjectReader r, IngressPath path)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { path = path with { Service = r.Text() }; }
                else if (r.Is("port"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("name"u8)) { path = path with { Port = new PortRef(0, r.Text()) }; }
                        else if (r.Is("number"u8)) { path = path with { Port = r.Port() }; }
                    }
                }
            }
        }

        return path;
    }

    private static string ReadResource(ref ObjectReader r)
    {
        string kind = "", name = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("kind"u8)) { kind = r.Text(); }
                else if (r.Is("name"u8)) { name = r.Text(); }
            }
        }

        return $"{kind} {name}".Trim();
    }
}

/// <param name="Secret">Name of the secret with the certificate; "" where the controller's own is used.</param>
public sealed record IngressTls(IReadOnlyList<string> Hosts, string Secret)
{
    internal static IngressTls Read(ref ObjectReader r)
    {
        string[] hosts = [];
        var secret = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("hosts"u8)) { hosts = r.Texts(); }
                else if (r.Is("secretName"u8)) { secret = r.Text(); }
            }
        }

        return new IngressTls(hosts, secret);
    }
}
