using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>moto behind a server of the loopback that lets one operation fail in a way of <see cref="WireFault"/> and passes on the others.</summary>
internal sealed class FaultyAws : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private LoopbackAws _server = null!;
    private int _failures;

    private FaultyAws()
    {
    }

    public Uri Url => _server.Url;

    /// <summary>Off, the operation is passed on too.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>How often the operation failed.</summary>
    public int Failures => _failures;

    /// <param name="times">How often it fails before it works again.</param>
    public static async Task<FaultyAws> StartAsync(Uri moto, string operation, string kind, int times = int.MaxValue)
    {
        var faulty = new FaultyAws();
        faulty._server = await LoopbackAws.StartAsync((context, call) =>
            call.Operation == operation && faulty.IsOn && Interlocked.Increment(ref faulty._failures) <= times
                ? WireFault.AnswerAsync(context, call.Service, kind)
                : ForwardAsync(context, call.Body, moto));
        return faulty;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task ForwardAsync(HttpContext context, byte[] body, Uri moto)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(moto, context.Request.Path.Value)) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in context.Request.Headers.Where(h => h.Key is not ("Host" or "Content-Length" or "Connection" or "Expect")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
            }
        }

        using var reply = await Http.SendAsync(request);
        context.Response.StatusCode = (int)reply.StatusCode;
        foreach (var (name, value) in reply.Headers.Concat(reply.Content.Headers).Where(h => h.Key is not ("Transfer-Encoding" or "Connection" or "Content-Length")))
        {
            context.Response.Headers[name] = new StringValues([.. value]);
        }

        await context.Response.Body.WriteAsync(await reply.Content.ReadAsByteArrayAsync());
    }
}
