using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>Whose an address is.</summary>
/// <param name="Name">For a cell: <c>demo/web-1</c>, <c>svc demo/web</c>, <c>node1</c>.</param>
/// <param name="Object">What to open; null: nothing.</param>
internal sealed record AddressOwner(AddressKind Kind, string Name, Selection? Object);

internal enum AddressKind
{
    Pod,
    Service,
    Node,
}

/// <summary>Names for addresses, from the objects that were read; a pane asks for what it can afford.</summary>
internal sealed class AddressBook
{
    private readonly Dictionary<string, AddressOwner> _owners = [];

    private AddressBook()
    {
    }

    /// <summary>Addresses that some EndpointSlice has; null where the slices were not read.</summary>
    public IReadOnlySet<string>? Endpoints { get; private init; }

    public AddressOwner? Find(string address) => _owners.GetValueOrDefault(Bare(address));

    /// <summary>The owner's name, or "".</summary>
    public string NameOf(string address) => Find(address)?.Name ?? "";

    public static AddressBook Of(IEvidence evidence)
    {
        HashSet<string>? endpoints = null;
        var slices = evidence.EndpointSlices(null);
        if (slices.IsRead)
        {
            endpoints = [.. slices.Items.SelectMany(s => s.Endpoints).SelectMany(e => e.Addresses)];
        }

        var book = new AddressBook { Endpoints = endpoints };
        foreach (var node in evidence.Nodes().Items)
        {
            book.Add(node.Addresses.Select(a => a.Address), new(AddressKind.Node, node.Name, new(WellKnownKinds.Nodes, "", node.Name, node.Meta.Uid)));
        }

        foreach (var slice in slices.Items)
        {
            foreach (var endpoint in slice.Endpoints)
            {
                if (endpoint is { TargetKind: "Pod", TargetName: { Length: > 0 } pod })
                {
                    book.Add(endpoint.Addresses, new(AddressKind.Pod, $"{slice.Namespace}/{pod}", new(WellKnownKinds.Pods, slice.Namespace, pod, "")));
                }
            }
        }

        foreach (var service in evidence.Services(null).Items)
        {
            book.Add(
                [.. service.ClusterIps, .. service.ExternalIps, .. service.LoadBalancer.Select(l => l.Ip)],
                new(AddressKind.Service, $"svc {service.FullName}", new(WellKnownKinds.Services, service.Namespace, service.Name, service.Meta.Uid)));
        }

        foreach (var section in evidence is EvidenceStore store ? store.Sections : [])
        {
            foreach (var pod in section is { Status: SectionStatus.Read, Value: ObjectList<Pod> pods } ? pods.Items : [])
            {
                // A pod on the host's network has the node's address; one that has ended gave its address back.
                if (!pod.HostNetwork && !pod.IsFinished)
                {
                    book.Add(pod.Ips, new(AddressKind.Pod, pod.FullName, new(WellKnownKinds.Pods, pod.Namespace, pod.Name, pod.Meta.Uid)));
                }
            }
        }

        // Bridges and tunnels of a node have addresses that the API does not know of.
        foreach (var section in evidence is EvidenceStore known ? known.Sections : [])
        {
            if (section is { Status: SectionStatus.Read, Need: CommandNeed { Place: { Kind: PlaceKind.Node, Name: var name }, Section: "ip-addr" or "ip-addr.txt" } need }
                && evidence.Links(need.Place).Value is { } links)
            {
                foreach (var link in links.Items.Where(l => l.LinkType != "loopback"))
                {
                    book.AddNew(link.Addresses.Where(a => a.Scope != "link").Select(a => a.Address), new(AddressKind.Node, $"{name} {link.Name}", new(WellKnownKinds.Nodes, "", name, "")));
                }
            }
        }

        return book;
    }

    private void AddNew(IEnumerable<string> addresses, AddressOwner owner)
    {
        foreach (var address in addresses)
        {
            _owners.TryAdd(address, owner);
        }
    }

    private void Add(IEnumerable<string> addresses, AddressOwner owner)
    {
        foreach (var address in addresses)
        {
            // Endpoints on the host's network have a node's address: that one stays the node's.
            if (address is { Length: > 0 } and not "None" && (owner.Kind == AddressKind.Node || _owners.GetValueOrDefault(address) is not { Kind: AddressKind.Node }))
            {
                _owners[address] = owner;
            }
        }
    }

    private static string Bare(string address) => address.IndexOf('/') is > 0 and var slash ? address[..slash] : address;
}
