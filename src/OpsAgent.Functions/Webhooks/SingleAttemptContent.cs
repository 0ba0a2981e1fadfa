using System.Net;
using System.Net.Http.Headers;

namespace OpsAgent.Functions.Webhooks;

/// <summary>A JSON request body that can be written once. <see cref="WriteStarted"/>: the server may have received it.</summary>
internal sealed class SingleAttemptContent : HttpContent
{
    private readonly byte[] _json;
    private int _writes;

    public SingleAttemptContent(byte[] json)
    {
        _json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    public bool WriteStarted => Volatile.Read(ref _writes) > 0;

    // HttpContent's overload has no token; HttpClient calls the one below.
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Interlocked.Increment(ref _writes) == 1
            ? stream.WriteAsync(_json, cancellationToken).AsTask()
            : throw new InvalidOperationException("A post is sent once.");

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
