using System.Collections.Concurrent;


using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

using OpsAgent.Aws.Clients;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>AWS's endpoint as a server of the loopback that does to each request what the test says, and records it.</summary>
internal sealed class StoreFaults : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Target, string Body)> _requests = new();

    private StoreFaults(WebApplication server) => _server = server;

    public IReadOnlyList<(string Target, string Body)> Requests => [.. _requests];

    public AwsClients Clients(AwsTimeouts timing) => Moto.ClientsAt(new Uri(_server.Urls.First()), timing);

    public static async Task<StoreFaults> StartAsync(Func<HttpContext, string, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var faults = new StoreFaults(builder.Build());
        faults._server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            faults._requests.Enqueue((context.Request.Headers["X-Amz-Target"].ToString(), body));
            await answer(context, body, faults._requests.Count);
        });
        await faults._server.StartAsync();
        return faults;
    }

    public static async Task SayAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(body);
    }

    public static async Task ForwardAsync(HttpContext context, string body, Uri to, bool loseReply)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = new("application/x-amz-json-1.0");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", context.Request.Headers["X-Amz-Target"].ToString());
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        using var reply = await client.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        if (loseReply)
        {
            context.Abort();
            return;
        }

        await SayAsync(context, (int)reply.StatusCode, text);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}
