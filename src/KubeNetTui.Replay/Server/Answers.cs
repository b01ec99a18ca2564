using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>Short answers, and the bodies of requests.</summary>
internal static class Answers
{
    public const string JsonType = "application/json";
    private const int LongestBody = 3 * 1024 * 1024; // as the API server's limit

    public static Task WriteJsonAsync(this HttpContext context, JsonNode body, int status = 200, string contentType = JsonType) =>
        context.WriteBytesAsync(JsonBytes.From(body), contentType, status);

    public static Task WriteTextAsync(this HttpContext context, string text, int status = 200, string contentType = "text/plain; charset=utf-8") =>
        context.WriteBytesAsync(Encoding.UTF8.GetBytes(text), contentType, status);

    public static async Task WriteBytesAsync(this HttpContext context, ReadOnlyMemory<byte> body, string contentType, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-cache, private";
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    public static Task WriteObjectAsync(this HttpContext context, ResourceKind kind, StoredObject item, int status = 200)
    {
        var buffer = new ArrayBufferWriter<byte>(item.Json.Length + 64);
        WriteObject(buffer, kind, item);
        return context.WriteBytesAsync(buffer.WrittenMemory, JsonType, status);
    }

    /// <summary>The whole object, kind and apiVersion first.</summary>
    public static void WriteObject(IBufferWriter<byte> output, ResourceKind kind, StoredObject item)
    {
        output.Write(Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind.Kind}\",\"apiVersion\":\"{kind.ApiVersion}\","));
        output.Write(TextOf(kind, item).Span[1..]);
    }

    /// <summary>The item as the kind's API group has it.</summary>
    public static ReadOnlyMemory<byte> TextOf(ResourceKind kind, StoredObject item) =>
        kind.QualifiedName == EventConversion.NewerResource ? EventConversion.ToNewer(item.Json) : item.Json;

    public static async Task<byte[]> ReadBodyAsync(this HttpContext context)
    {
        using var buffer = new MemoryStream();
        var piece = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(piece, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > LongestBody)
            {
                throw new ApiStatusException(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
            }

            buffer.Write(piece, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>The body as an object: JSON, or YAML or protobuf when the content type says so.</summary>
    public static async Task<JsonObject> ReadObjectAsync(this HttpContext context) =>
        context.ParseBody(await context.ReadBodyAsync().ConfigureAwait(false));

    public static JsonObject ParseBody(this HttpContext context, byte[] body)
    {
        var type = context.Request.ContentType ?? JsonType;
        if (type.Contains("protobuf", StringComparison.Ordinal))
        {
            return ProtobufBody.Read(body) ?? throw ApiStatusException.UnsupportedMediaType("application/json, application/yaml");
        }

        if (type.Contains("cbor", StringComparison.Ordinal))
        {
            throw ApiStatusException.UnsupportedMediaType("application/json, application/yaml");
        }

        return ParseObject(body, type.Contains("yaml", StringComparison.Ordinal));
    }

    public static JsonObject ParseObject(byte[] body, bool isYaml)
    {
        try
        {
            return (isYaml ? YamlToJson.Parse(Encoding.UTF8.GetString(body)) : JsonNode.Parse(body)) as JsonObject
                ?? throw ApiStatusException.BadRequest("the body of the request is no object");
        }
        catch (JsonException e)
        {
            throw ApiStatusException.BadRequest($"the object provided is unrecognized (must be of type object): {e.Message}");
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw ApiStatusException.BadRequest($"error converting YAML to JSON: {e.Message}");
        }
    }
}
