using System.Net.Http.Headers;

namespace KubeNetTui.Kubernetes;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation</summary>
internal static class ImpersonationHeaders
{
    /// <param name="lines">Needed where a header has several values.</param>
    public static void Add(HttpRequestHeaders headers, Impersonation other, HeaderLines? lines)
    {
        headers.TryAddWithoutValidation("Impersonate-User", other.User);
        if (other.Uid is not null)
        {
            headers.TryAddWithoutValidation("Impersonate-Uid", other.Uid);
        }
        Add(headers, "Impersonate-Group", other.Groups, lines);
        foreach (var (key, values) in other.Extra)
        {
            Add(headers, "Impersonate-Extra-" + Uri.EscapeDataString(key), values, lines);
        }
    }

    private static void Add(HttpRequestHeaders headers, string name, IReadOnlyList<string> values, HeaderLines? lines)
    {
        if (values.Count > 0)
        {
            headers.TryAddWithoutValidation(name, lines is null ? values[0] : lines.Join(name, values));
        }
    }
}
