using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Lambda's Invoke API on 127.0.0.1 with functions that are delegates of the test.</summary>
internal sealed class FakeLambda : IAsyncDisposable
{
    private readonly WebApplication _web;

    private FakeLambda(WebApplication web) => _web = web;

    /// <summary>Function name to (payload → answer). An unknown name answers 404.</summary>
    public ConcurrentDictionary<string, Func<string, Task<Answer>>> Functions { get; } = new();

    public ConcurrentQueue<(string Function, string Payload, string Target)> Calls { get; } = new();

    /// <summary>Whether a request is taken; otherwise it is answered 403.</summary>
    public Func<HttpRequest, byte[], bool> Takes { get; set; } = (_, _) => true;

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public static async Task<FakeLambda> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NullHostLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var web = builder.Build();
        var lambda = new FakeLambda(web);
        web.Run(lambda.ServeAsync);
        await web.StartAsync();
        lambda.Url = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return lambda;
    }

    public void On(string function, Func<string, Answer> answer) => Functions[function] = payload => Task.FromResult(answer(payload));

    public void OnAsync(string function, Func<string, Task<Answer>> answer) => Functions[function] = answer;

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var function = Uri.UnescapeDataString(parts[2]);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (!Takes(context.Request, body.ToArray()))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var payload = System.Text.Encoding.UTF8.GetString(body.ToArray());
        Calls.Enqueue((function, payload, context.Request.Path + context.Request.QueryString));
        var answer = Functions.TryGetValue(function, out var known)
            ? await known(payload)
            : new Answer($$"""{"Type":"User","Message":"Function not found: {{function}}"}""", Status: 404, ErrorType: "ResourceNotFoundException");
        context.Response.StatusCode = answer.Status;
        context.Response.Headers["x-amzn-RequestId"] = "11111111-1111-1111-1111-111111111111";
        if (answer.FunctionError)
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
        }

        if (answer.ErrorType is { } type)
        {
            context.Response.Headers["x-amzn-ErrorType"] = type;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Body);
    }

    internal sealed record Answer(string Body, bool FunctionError = false, int Status = 200, string? ErrorType = null);
}
