using System.Collections.Frozen;

namespace KubeNetTui.Evidence;

/// <summary>What <c>ipset save</c> printed: sets by name.</summary>
public sealed class IpsetSave
{
    private readonly FrozenDictionary<string, Ipset> _byName;

    internal IpsetSave(IReadOnlyList<Ipset> sets, IReadOnlyList<NotUnderstoodLine> notUnderstood)
    {
        (Sets, NotUnderstood) = (sets, notUnderstood);
        _byName = sets.DistinctBy(s => s.Name).ToFrozenDictionary(s => s.Name);
    }

    public IReadOnlyList<Ipset> Sets { get; }

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; }

    /// <summary>Null where there is no such set.</summary>
    public Ipset? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Never throws; what is not understood is kept with its line's number.</summary>
    public static IpsetSave Parse(string text) => IpsetParser.Parse(text);
}

/// <summary>A set of addresses, networks, ports, or of several of these together.</summary>
/// <param name="Type"><c>hash:ip</c>, <c>hash:net</c>, <c>hash:ip,port</c>, <c>hash:ip,port,ip</c>, <c>bitmap:port</c>, <c>list:set</c>, …</param>
/// <param name="Options">As written behind the type.</param>
/// <param name="Line">Of its <c>create</c>, one-based.</param>
public sealed record Ipset(string Name, string Type, string Options, int Line, IReadOnlyList<IpsetEntry> Entries)
{
    /// <summary><c>ip</c>, <c>net</c>, <c>port</c>, <c>mac</c>, <c>iface</c>, <c>mark</c>, <c>set</c>: what the fields of an entry are.</summary>
    public IReadOnlyList<string> Fields { get; } = Type.IndexOf(':') is >= 0 and var i ? Type[(i + 1)..].Split(',') : [];

    /// <summary>Every entry was understood: an address that none has is not in the set.</summary>
    public bool IsUnderstood { get; init; } = true;
}

/// <summary>One member of a set.</summary>
/// <param name="Fields">In the order of <see cref="Ipset.Fields"/>.</param>
/// <param name="IsExcluded">With <c>nomatch</c>: what it covers is not in the set.</param>
public sealed record IpsetEntry(IReadOnlyList<IpsetField> Fields, bool IsExcluded, int Line);

/// <summary>One field of a set's entry; what is not given is null.</summary>
/// <param name="Text">As written: <c>10.96.0.1</c>, <c>tcp:443</c>, <c>eth0</c>, a name of another set.</param>
/// <param name="Protocol">Of a port: <c>tcp</c>, <c>udp</c>, …; tcp where none is written.</param>
public readonly record struct IpsetField(string Text, IpRange? Addresses, PortRange? Ports, string Protocol);
