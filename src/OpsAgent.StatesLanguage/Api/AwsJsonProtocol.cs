using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OpsAgent.StatesLanguage;

/// <summary>The AWS JSON 1.0 protocol: the operation is named in the header <c>X-Amz-Target</c>; an error is HTTP 400 with <c>__type</c> and <c>message</c>.</summary>
internal sealed class AwsJsonProtocol(OperationTable operations)
{
    public const string ContentType = "application/x-amz-json-1.0";

    // Characters. A definition may have 1 MB, and escaping may double it.
    private const int MaxRequestLength = 4 * 1024 * 1024;

    public static Task RejectAsync(HttpContext context, Rejection rejection) =>
        WriteErrorAsync(context.Response, rejection.Status, rejection.Code, rejection.Message);

    public async Task ServeAsync(HttpContext context)
    {
        try
        {
            await WriteAsync(context.Response, StatusCodes.Status200OK, await RunAsync(context.Request).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (ApiErrorException error)
        {
            await WriteErrorAsync(context.Response, StatusCodes.Status400BadRequest, error.Code, error.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await WriteErrorAsync(context.Response, tooLarge.StatusCode, "RequestEntityTooLargeException", "The request is too large").ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Microsoft.Data.Sqlite.SqliteException or ObjectDisposedException)
        {
            // The database cannot be written or the engine is stopping: SDKs retry after this error.
            await WriteErrorAsync(context.Response, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable", failure.Message).ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> RunAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            throw ApiErrors.UnknownOperation($"{request.Method} {request.Path}");
        }

        var operation = operations.Find(request.Headers["X-Amz-Target"].FirstOrDefault());
        using var reader = new StreamReader(request.Body, new UTF8Encoding(false));
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
        if (text.Length > MaxRequestLength)
        {
            throw new BadHttpRequestException("The request is too large", StatusCodes.Status413PayloadTooLarge);
        }

        if (!JsonText.TryParse(text, out var body, out var problem))
        {
            throw ApiErrors.Serialization(problem);
        }

        return body is JsonObject fields
            ? await operation(new RequestFields(fields)).ConfigureAwait(false)
            : throw ApiErrors.Serialization("Unexpected token: the request must be a JSON object");
    }

    private static Task WriteErrorAsync(HttpResponse response, int status, string code, string message) =>
        WriteAsync(response, status, new JsonObject { ["__type"] = code, ["message"] = message });

    private static Task WriteAsync(HttpResponse response, int status, JsonObject body)
    {
        // Whoever reads a live token can end the wait that it belongs to; only the function that gets it may.
        var bytes = Encoding.UTF8.GetBytes(TaskToken.Mask(JsonText.Write(body)));
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        response.Headers["x-amzn-RequestId"] = Ids.NewUuid();
        return response.Body.WriteAsync(bytes).AsTask();
    }
}
