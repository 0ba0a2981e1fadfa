using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>An HTTP server on loopback that records requests and answers with the given responses in order, the last one repeatedly.</summary>
internal sealed class FakeService : IDisposable
{
    private readonly HttpListener listener;
    private readonly Func<ReceivedRequest, FakeResponse> answer;
    private readonly ConcurrentQueue<ReceivedRequest> received = new();
    private readonly List<HttpListenerContext> silent = [];

    public FakeService(params FakeResponse[] answers)
        : this(InOrder(answers))
    {
    }

    public FakeService(Func<ReceivedRequest, FakeResponse> answer)
    {
        this.answer = answer;
        (listener, Address) = Listen();
        Serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public Task Serving { get; }

    public IReadOnlyList<ReceivedRequest> Requests => [.. received];

    public ReceivedRequest Request => Assert.Single(received);

    public void Dispose() => ((IDisposable)listener).Dispose();

    private static Func<ReceivedRequest, FakeResponse> InOrder(FakeResponse[] answers)
    {
        var next = -1;
        return _ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)];
    }

    private static (HttpListener Listener, Uri Address) Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
            var listener = new HttpListener { Prefixes = { address.ToString() } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < 5)
            {
                ((IDisposable)listener).Dispose();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var request = new ReceivedRequest(
            context.Request.HttpMethod, context.Request.RawUrl ?? "", context.Request.Headers, await reader.ReadToEndAsync());
        received.Enqueue(request);
        var reply = answer(request);
        if (reply.Status is not { } status)
        {
            silent.Add(context);
            return;
        }

        context.Response.StatusCode = status;
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(reply.Body));
        context.Response.Close();
    }
}
