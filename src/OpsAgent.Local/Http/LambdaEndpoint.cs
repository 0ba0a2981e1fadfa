using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OpsAgent.Functions.Hosting;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Http;

/// <summary>
/// Lambda's Invoke API: <c>POST /2015-03-31/functions/{name or ARN}/invocations</c>, for the embedded or another
/// Step Functions engine.
/// </summary>
internal static class LambdaEndpoint
{
    private const long MaxPayloadBytes = 6 * 1024 * 1024;

    // The AWS CLI and Java's SDK send no content type, JavaScript's the second or third.
    private static readonly string[] ContentTypes =
        ["application/json", "application/octet-stream", "binary/octet-stream", "application/x-amz-json-1.0", "application/x-amz-json-1.1"];

    /// <param name="key">The key pair that invocations must be signed with; null takes any.</param>
    /// <param name="takesUnsignedSteps">Whether another engine, which has no such key, invokes the steps.</param>
    /// <param name="lambda">The functions, which may be created after the endpoint: requests wait for them.</param>
    public static Task<LoopbackServer> StartAsync(
        int port, AccessKey? key, bool takesUnsignedSteps, Task<LocalLambda> lambda, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new LoopbackOptions
        {
            Port = port,
            MaxBodyBytes = MaxPayloadBytes,
            Aws = new AwsRequestGuard
            {
                Service = "lambda",
                ContentTypes = ContentTypes,
                TakesNoContentType = true,
                Key = key,
                IsExempt = request => takesUnsignedSteps && FunctionOf(request) is { } name && FunctionNames.Activities.Contains(name),
                TimeProvider = time,
            },
            RejectAsync = RejectAsync,
        };
        return LoopbackServer.StartAsync(options, async context => await HandleAsync(context, await lambda), cancellationToken);
    }

    private static Task RejectAsync(HttpContext context, Rejection rejection) => RefuseAsync(
        context,
        rejection.Status,
        rejection.Status switch
        {
            StatusCodes.Status413PayloadTooLarge => "RequestTooLargeException",
            StatusCodes.Status400BadRequest => "InvalidRequestContentException",
            _ => rejection.Code,
        },
        rejection.Message);

    /// <returns>The name of the function that is to be invoked, or null.</returns>
    private static string? FunctionOf(HttpRequest request) =>
        request.Method == "POST" && request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["2015-03-31", "functions", var function, "invocations"]
            ? FunctionName(Uri.UnescapeDataString(function))
            : null;

    private static async Task HandleAsync(HttpContext context, LocalLambda lambda)
    {
        if (FunctionOf(context.Request) is not { } name)
        {
            await RefuseAsync(context, 404, "UnknownOperationException", "This endpoint knows POST /2015-03-31/functions/{name}/invocations only.");
            return;
        }

        if (!lambda.Has(name))
        {
            await RefuseAsync(context, 404, "ResourceNotFoundException", $"Function not found: {name}");
            return;
        }

        switch (context.Request.Headers["X-Amz-Invocation-Type"].ToString())
        {
            case "DryRun":
                context.Response.StatusCode = 204;
                break;
            case "Event":
                await InvokeAsync(context, lambda, name, answer: false);
                break;
            default:
                await InvokeAsync(context, lambda, name, answer: true);
                break;
        }
    }

    private static async Task InvokeAsync(HttpContext context, LocalLambda lambda, string name, bool answer)
    {
        using var input = new MemoryStream();
        await context.Request.Body.CopyToAsync(input, context.RequestAborted);
        input.Position = 0;
        context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        context.Response.ContentType = "application/json";
        Stream output;
        try
        {
            output = await lambda.InvokeAsync(name, input);
        }
#pragma warning disable CA1031 // As in Lambda, any exception of a function is a function error.
        catch (Exception e)
#pragma warning restore CA1031
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            output = ErrorOf(e);
        }

        context.Response.StatusCode = answer ? 200 : 202;
        if (answer)
        {
            await output.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private static MemoryStream ErrorOf(Exception error) => new(System.Text.Encoding.UTF8.GetBytes(new JsonObject
    {
        ["errorType"] = error is FunctionTimedOutException ? FunctionTimedOutException.ErrorType : error.GetType().Name,
        ["errorMessage"] = error.Message,
        ["stackTrace"] = new JsonArray(),
    }.ToJsonString()));

    private static async Task RefuseAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-ErrorType"] = type;
        await context.Response.WriteAsync(new JsonObject { ["Type"] = "User", ["Message"] = message }.ToJsonString(), context.RequestAborted);
    }

    // A name, name:qualifier, or arn:aws:lambda:region:account:function:name[:qualifier].
    private static string FunctionName(string function)
    {
        var parts = function.Split(':');
        return parts is ["arn", "aws", "lambda", _, _, "function", var name, ..] ? name : parts[0];
    }
}
