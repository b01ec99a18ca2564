using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>A SelfSubjectAccessReview: what <c>kubectl auth can-i</c> sends.</summary>
internal static class AccessReview
{
    public const string Path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    public static byte[] Write(AccessQuestion question)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "authorization.k8s.io/v1");
            json.WriteString("kind", "SelfSubjectAccessReview");
            json.WriteStartObject("spec");
            json.WriteStartObject("resourceAttributes");
            json.WriteString("verb", question.Verb);
            json.WriteString("group", question.Group);
            json.WriteString("resource", question.Resource);
            foreach (var (name, value) in new[] { ("subresource", question.Subresource), ("namespace", question.Namespace), ("name", question.Name) })
            {
                if (value is { Length: > 0 })
                {
                    json.WriteString(name, value);
                }
            }
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <exception cref="ApiException">No review came back.</exception>
    public static AccessAnswer Read(RawAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            if (document.RootElement.Member("status") is { } status)
            {
                return new AccessAnswer(status.Flag("allowed"), Printable.Clean(status.Text("reason") ?? status.Text("evaluationError")));
            }
        }
        catch (JsonException)
        {
            // As an answer without a status.
        }
        throw new ApiException(new ApiFailure(
            RequestStep.Answer, answer.Status, "", $"POST {Path}: the answer is no SelfSubjectAccessReview.", "Is this address an API server, or does a proxy answer in its place?"));
    }
}
