namespace KubeNetTui.Evidence;

/// <summary>
/// CoreDNS's configuration, read as caddyfile (coredns/caddy/caddyfile) reads it: server blocks with their keys, each a list of plugins
/// that may have blocks of their own. Snippets are put in where they are imported; files that are imported can't be seen from here.
/// </summary>
public sealed record Corefile(IReadOnlyList<CorefileServer> Servers, IReadOnlyList<CorefileImport> Imports, IReadOnlyList<NotUnderstoodLine> NotUnderstood)
{
    /// <summary>Never throws; what it can't make sense of is in <see cref="NotUnderstood"/>.</summary>
    public static Corefile Parse(ReadOnlySpan<char> text) => new CorefileParser(CorefileTokens.Of(text)).Parse();

    public static Corefile Parse(string text) => Parse(text.AsSpan());

    /// <summary>The server block that answers for a name: the longest zone that is its suffix; among equals the first.</summary>
    public CorefileServer? ServerFor(string name) =>
        Servers.Select(s => (Server: s, Length: s.Zones.Where(z => z.Covers(name)).Select(z => z.Name.Length).DefaultIfEmpty(-1).Max()))
            .Where(s => s.Length >= 0).OrderByDescending(s => s.Length).FirstOrDefault().Server;
}

/// <param name="Zones">Its keys.</param>
/// <param name="Line">Of its first key, from 1.</param>
public sealed record CorefileServer(IReadOnlyList<CorefileZone> Zones, IReadOnlyList<CorefilePlugin> Plugins, int Line)
{
    public CorefilePlugin? Plugin(string name) => Plugins.FirstOrDefault(p => p.Name == name);

    public override string ToString() => string.Join(' ', Zones);
}

/// <summary>A key of a server block: <c>.:53</c>, <c>dns://example.org</c>, <c>10.0.0.0/24</c>.</summary>
/// <param name="Transport"><c>dns</c> (the default), <c>tls</c>, <c>https</c>, <c>grpc</c>, <c>quic</c>.</param>
/// <param name="Name">Lower case, without the dot at its end; "" is the root.</param>
/// <param name="Port">0: the default of the transport, 53 for dns.</param>
public sealed record CorefileZone(string Transport, string Name, int Port)
{
    public int ServedPort => Port > 0 ? Port : Transport switch { "tls" or "quic" => 853, "https" => 443, "grpc" => 443, _ => 53 };

    public bool Covers(string name)
    {
        var bare = name.TrimEnd('.').ToLowerInvariant();
        return Name.Length == 0 || bare == Name || bare.EndsWith("." + Name, StringComparison.Ordinal);
    }

    public override string ToString() =>
        (Transport == "dns" ? "" : Transport + "://") + (Name.Length == 0 ? "." : Name) + (Port > 0 ? $":{Port}" : "");
}

/// <summary>A plugin's line, or a line in a plugin's block.</summary>
/// <param name="Line">From 1.</param>
public sealed record CorefilePlugin(string Name, IReadOnlyList<string> Arguments, IReadOnlyList<CorefilePlugin> Block, int Line)
{
    public CorefilePlugin? Option(string name) => Block.FirstOrDefault(o => o.Name == name);

    public override string ToString() => Arguments.Count == 0 ? Name : $"{Name} {string.Join(' ', Arguments)}";
}

/// <summary>An <c>import</c> of files (<c>custom/*.override</c> on AKS): what is in them is elsewhere.</summary>
/// <param name="Server">The server block's line that it stands in; 0: at top level, so the files hold server blocks.</param>
public sealed record CorefileImport(string Pattern, int Line, int Server);

/// <summary>Where a <c>forward</c> plugin sends questions.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Target">Address, or path of a resolv.conf.</param>
/// <param name="Port">53 where none is given; 853 over TLS; 0 for a file.</param>
public sealed record ForwardTarget(ForwardTargetKind Kind, string Target, int Port)
{
    public override string ToString() => Kind == ForwardTargetKind.Address && Port != 53 ? $"{Target}:{Port}" : Target;

    /// <summary>The zone that a <c>forward</c> takes, and its targets; an empty list for another plugin.</summary>
    public static IReadOnlyList<ForwardTarget> Of(CorefilePlugin plugin) =>
        plugin.Name is "forward" or "proxy" ? [.. plugin.Arguments.Skip(1).Select(Parse)] : [];

    private static ForwardTarget Parse(string text)
    {
        var port = 53;
        var rest = text;
        if (rest.StartsWith("tls://", StringComparison.Ordinal))
        {
            (rest, port) = (rest[6..], 853);
        }
        else if (rest.StartsWith("dns://", StringComparison.Ordinal))
        {
            rest = rest[6..];
        }

        if (rest.StartsWith('/'))
        {
            return new ForwardTarget(ForwardTargetKind.ResolvConf, rest, 0);
        }

        // TLS server names stand after a % (10.0.0.1%example.org).
        rest = rest.Split('%')[0];
        if (System.Net.IPAddress.TryParse(rest.Trim('[', ']'), out var bare))
        {
            return new ForwardTarget(ForwardTargetKind.Address, bare.ToString(), port);
        }

        return System.Net.IPEndPoint.TryParse(rest, out var end)
            ? new ForwardTarget(ForwardTargetKind.Address, end.Address.ToString(), end.Port)
            : new ForwardTarget(ForwardTargetKind.Other, rest, port);
    }
}

public enum ForwardTargetKind
{
    Address,

    /// <summary>The nameservers of a file, read inside the container: with dnsPolicy Default that is the node's.</summary>
    ResolvConf,

    /// <summary>Neither: a name, which CoreDNS refuses, or a variable.</summary>
    Other,
}
