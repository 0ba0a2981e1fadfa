using System.Net;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// An HTTP server on 127.0.0.1 with one handler for all requests, for programs of this machine and for its own pages: a
/// request for another host name or from another page is rejected before the handler.
/// </summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application, Uri url) => (_application, Url) = (application, url);

    public Uri Url { get; }

    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<LoopbackServer> StartAsync(LoopbackOptions options, RequestDelegate handle, CancellationToken cancellationToken)
    {
        // Empty: no file of the working folder and no environment variable adds an address; logging and signals are the process's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NullHostLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var application = builder.Build();
        application.Run(context => ServeAsync(options, handle, context));
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new LoopbackServer(application, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that are under way are answered; nothing asks a stopping host to hurry.
        await _application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task ServeAsync(LoopbackOptions options, RequestDelegate handle, HttpContext context)
    {
        var rejection = LoopbackGuard.Check(context.Request, options.AllowedOrigins);
        if (rejection is null && options.Aws is { } aws)
        {
            rejection = await aws.CheckAsync(context).ConfigureAwait(false);
        }

        await (rejection is null ? handle(context) : options.RejectAsync(context, rejection)).ConfigureAwait(false);
    }
}
