using System.Collections.Concurrent;
using System.Text;

using Amazon.Runtime;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

using OpsAgent.Aws.Clients;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>AWS's endpoint as a server of the loopback that answers each request as the test says, and remembers which operations were asked for.</summary>
internal sealed class LoopbackAws : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<string> _operations = new();
    private readonly ConcurrentBag<AwsClients> _clients = [];

    private LoopbackAws(WebApplication server) => _server = server;

    public Uri Url => new(_server.Urls.First());

    public IReadOnlyList<string> Operations => [.. _operations];

    public static async Task<LoopbackAws> StartAsync(Func<HttpContext, LoopbackCall, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var aws = new LoopbackAws(builder.Build());
        aws._server.Run(async context =>
        {
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy);
            var body = copy.ToArray();
            var call = new LoopbackCall(OperationOf(context.Request, body), ServiceOf(context.Request), body);
            aws._operations.Enqueue(call.Operation);
            await answer(context, call);
        });
        await aws._server.StartAsync();
        return aws;
    }

    /// <summary>One that answers every call with success and the body for its operation.</summary>
    public static Task<LoopbackAws> SayingAsync(params (string Operation, string Body)[] answers) =>
        StartAsync((context, call) => context.Response.WriteAsync(answers.Single(a => a.Operation == call.Operation).Body));

    public AwsClients Clients(AwsTimeouts timing)
    {
        var clients = new AwsClients(timing, new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake-secret"), Url);
        _clients.Add(clients);
        return clients;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var clients in _clients)
        {
            clients.Dispose();
        }

        // At once: what hangs on purpose would hang the stop too.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    // The protocols: JSON names it in a header, Smithy RPC in the path, the query protocol in the form.
    private static string OperationOf(HttpRequest request, byte[] body)
    {
        if (request.Headers["X-Amz-Target"].ToString() is { Length: > 0 } target)
        {
            return target.Split('.')[^1];
        }

        return request.Path.Value is { Length: > 1 } path
            ? path.Split('/')[^1]
            : Encoding.UTF8.GetString(body).Split('&').Single(f => f.StartsWith("Action=", StringComparison.Ordinal))["Action=".Length..];
    }

    private static string ServiceOf(HttpRequest request) => request.Headers.Authorization.ToString().Split("Credential=")[1].Split('/')[3];
}
