using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>The body of a long answer: written in big pieces, compressed when the client takes that and it is worth it.</summary>
internal sealed class BodyWriter : IBufferWriter<byte>, IAsyncDisposable
{
    private const int PieceLength = 64 * 1024;

    /// <summary>Below this the API server does not compress either.</summary>
    private const int WorthCompressing = 128 * 1024;

    private readonly ArrayBufferWriter<byte> _piece = new(PieceLength + (16 * 1024));
    private readonly Stream _output;
    private readonly GZipStream? _gzip;

    private BodyWriter(Stream output, GZipStream? gzip)
    {
        _output = output;
        _gzip = gzip;
    }

    /// <param name="expectedLength">About how long the body will be.</param>
    public static BodyWriter Start(HttpContext context, string contentType, long expectedLength, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-cache, private";
        var compress = expectedLength > WorthCompressing
            && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (!compress)
        {
            return new BodyWriter(context.Response.Body, null);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        context.Response.Headers.Vary = "Accept-Encoding";
        var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        return new BodyWriter(gzip, gzip);
    }

    public void Advance(int count) => _piece.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _piece.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _piece.GetSpan(sizeHint);

    /// <summary>Sends what has come together when it is a piece's worth.</summary>
    public ValueTask SendPieceAsync(CancellationToken cancellation) =>
        _piece.WrittenCount >= PieceLength ? SendAsync(cancellation) : ValueTask.CompletedTask;

    /// <summary>Sends everything, through to the client.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await SendAsync(cancellation).ConfigureAwait(false);
        await _output.FlushAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await SendAsync(CancellationToken.None).ConfigureAwait(false);
        if (_gzip is not null)
        {
            await _gzip.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask SendAsync(CancellationToken cancellation)
    {
        if (_piece.WrittenCount > 0)
        {
            await _output.WriteAsync(_piece.WrittenMemory, cancellation).ConfigureAwait(false);
            _piece.ResetWrittenCount();
        }
    }
}
