using System.Net.Http.Headers;

using Microsoft.AspNetCore.Http;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// What a request of an AWS protocol must have: a content type that AWS's clients send and no form of a page can, a body, and
/// with a key its signature.
/// </summary>
public sealed class AwsRequestGuard
{
    /// <summary>The service in the scope of signatures.</summary>
    public required string Service { get; init; }

    public required IReadOnlyList<string> ContentTypes { get; init; }

    /// <summary>Whether a request that is signed by anybody needs no content type.</summary>
    public bool TakesNoContentType { get; init; }

    /// <summary>The key pair that requests must be signed with; null takes every signature, and none.</summary>
    public AccessKey? Key { get; init; }

    /// <summary>Requests that need no signature all the same.</summary>
    public Func<HttpRequest, bool> IsExempt { get; init; } = _ => false;

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Reads the body, which the handler then finds buffered.</summary>
    internal async Task<Rejection?> CheckAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HasContentType(request))
        {
            return new Rejection(StatusCodes.Status415UnsupportedMediaType, "UnsupportedMediaTypeException", $"The Content-Type must be one of {string.Join(", ", ContentTypes)}");
        }

        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            // BadHttpRequestException, or a plain IOException for a chunk size that overflows.
            return e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? new Rejection(StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLargeException", "The request is too large")
                : new Rejection(StatusCodes.Status400BadRequest, "SerializationException", "The request is not valid HTTP");
        }

        var bytes = body.ToArray();
        request.Body = new MemoryStream(bytes, writable: false);
        return Key is null || IsExempt(request) ? null : SignatureV4.Check(request, bytes, Key, Service, TimeProvider.GetUtcNow());
    }

    private bool HasContentType(HttpRequest request)
    {
        var given = request.ContentType;
        return string.IsNullOrEmpty(given)
            ? TakesNoContentType && SignatureV4.IsSigned(request)
            : MediaTypeHeaderValue.TryParse(given, out var type) && ContentTypes.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase);
    }
}
