using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OpsAgent.StatesLanguage;

/// <summary>awsJson 1.0: one path, the operation in a header, errors as HTTP 400 with <c>__type</c> and <c>message</c>.</summary>
internal sealed class WireProtocol(OperationTable operations)
{
    // A definition may have 1 MB, and escaping may double it.
    private const int LargestRequest = 4 * 1024 * 1024;

    public async Task ServeAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context.Response, StatusCodes.Status200OK, await RunAsync(context.Request).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (RefusalException refusal)
        {
            await RefuseAsync(context.Response, StatusCodes.Status400BadRequest, refusal.Code, refusal.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseAsync(context.Response, tooLarge.StatusCode, "RequestEntityTooLargeException", "The request is too large").ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Microsoft.Data.Sqlite.SqliteException or ObjectDisposedException)
        {
            // The store cannot be written or the engine is stopping: the SDKs try again after this one.
            await RefuseAsync(context.Response, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable", failure.Message).ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> RunAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            throw Refusals.UnknownOperation($"{request.Method} {request.Path}");
        }

        var operation = operations.Find(request.Headers["X-Amz-Target"].FirstOrDefault());
        using var reader = new StreamReader(request.Body, new UTF8Encoding(false));
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
        if (text.Length > LargestRequest)
        {
            throw new BadHttpRequestException("The request is too large", StatusCodes.Status413PayloadTooLarge);
        }

        if (!JsonText.TryParse(text, out var body, out var problem))
        {
            throw Refusals.Serialization(problem);
        }

        return body is JsonObject fields
            ? await operation(new RequestFields(fields)).ConfigureAwait(false)
            : throw Refusals.Serialization("Unexpected token: the request must be a JSON object");
    }

    private static Task RefuseAsync(HttpResponse response, int status, string code, string message) =>
        AnswerAsync(response, status, new JsonObject { ["__type"] = code, ["message"] = message });

    private static Task AnswerAsync(HttpResponse response, int status, JsonObject body)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonText.Write(body));
        response.StatusCode = status;
        response.ContentType = "application/x-amz-json-1.0";
        response.ContentLength = bytes.Length;
        response.Headers["x-amzn-RequestId"] = Ids.NewUuid();
        return response.Body.WriteAsync(bytes).AsTask();
    }
}
