namespace KubeNetTui.Evidence;

/// <summary>A pod's <c>spec.dnsConfig</c>: with dnsPolicy None all there is, else added to what the policy gives.</summary>
/// <param name="Options">As resolv.conf has them: <c>ndots:2</c>, <c>single-request-reopen</c>.</param>
public sealed record PodDnsConfig(IReadOnlyList<string> Nameservers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options)
{
    internal static PodDnsConfig Read(ref ObjectReader r)
    {
        string[] servers = [], searches = [], options = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("nameservers"u8)) { servers = r.Texts(); }
                else if (r.Is("searches"u8)) { searches = r.Texts(); }
                else if (r.Is("options"u8)) { options = r.List(ReadOption); }
            }
        }

        return new PodDnsConfig(servers, searches, options);
    }

    private static string ReadOption(ref ObjectReader r)
    {
        string name = "", value = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("value"u8)) { value = r.Text(); }
            }
        }

        return value.Length > 0 ? $"{name}:{value}" : name;
    }
}
