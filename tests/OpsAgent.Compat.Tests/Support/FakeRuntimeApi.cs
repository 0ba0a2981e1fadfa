namespace OpsAgent.Compat.Tests.Support;

/// <summary>The Lambda Runtime API with given events; after the last one <c>next</c> does not answer, as in Lambda.</summary>
internal sealed class FakeRuntimeApi : IDisposable
{
    private const string Root = "/2018-06-01/runtime/";

    private readonly FakeService service;
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int sent;

    public FakeRuntimeApi(params string[] bodies)
    {
        Bodies = bodies;
        service = new FakeService(Respond);
    }

    /// <summary>Headers that every event carries.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>HTTP status of the response to a result.</summary>
    public int ResultStatus { get; init; } = 202;

    public string ResultBody { get; init; } = """{"status":"OK"}""";

    /// <summary>Called with every result before it is answered.</summary>
    public Action<ReceivedRequest> OnResult { get; init; } = static _ => { };

    public string Endpoint => $"{service.Address.Host}:{service.Address.Port}";

    /// <summary>Completes when every event has its result and the next one is requested.</summary>
    public Task Idle => idle.Task;

    public IReadOnlyList<ReceivedRequest> Results => [.. service.Requests.Where(static one => one.Method == "POST")];

    private string[] Bodies { get; }

    public void Dispose() => service.Dispose();

    public static string Path(int number, string result) => $"{Root}invocation/event-{number}/{result}";

    private FakeResponse Respond(ReceivedRequest request)
    {
        if (request.Path != Root + "invocation/next")
        {
            OnResult(request);
            return new FakeResponse(ResultStatus, ResultBody);
        }

        if (sent == Bodies.Length)
        {
            idle.TrySetResult();
            return FakeResponse.NoResponse;
        }

        sent++;
        var deadline = DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeMilliseconds();
        return new FakeResponse(200, Bodies[sent - 1],
        [
            ("Lambda-Runtime-Aws-Request-Id", $"event-{sent}"),
            ("Lambda-Runtime-Deadline-Ms", $"{deadline}"),
            ("Lambda-Runtime-Trace-Id", "Root=1-fake"),
            ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:fake"),
            .. Headers,
        ]);
    }
}
