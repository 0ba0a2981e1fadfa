using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

namespace OpsAgent.Local.Http;

/// <summary>
/// Lambda's Invoke API: <c>POST /2015-03-31/functions/{name or ARN}/invocations</c>, for the embedded or another
/// Step Functions engine.
/// </summary>
internal static class LambdaEndpoint
{
    private const long MaxPayloadBytes = 6 * 1024 * 1024;

    /// <param name="lambda">The functions, which may be created after the endpoint: requests wait for them.</param>
    public static Task<LoopbackServer> StartAsync(int port, Task<LocalLambda> lambda, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(port, MaxPayloadBytes, async context => await HandleAsync(context, await lambda), cancellationToken);

    private static async Task HandleAsync(HttpContext context, LocalLambda lambda)
    {
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (context.Request.Method != "POST" || segments is not ["2015-03-31", "functions", var function, "invocations"])
        {
            await RefuseAsync(context, 404, "UnknownOperationException", "This endpoint knows POST /2015-03-31/functions/{name}/invocations only.");
            return;
        }

        var name = FunctionName(Uri.UnescapeDataString(function));
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
        ["errorType"] = error.GetType().Name,
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
