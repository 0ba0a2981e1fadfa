namespace OpsAgent.Compat.Tests.Support;

/// <summary>The Lambda Runtime API: hands out the events it was given, then hangs on <c>next</c> as Lambda does.</summary>
internal sealed class FakeRuntimeApi : IDisposable
{
    private const string Root = "/2018-06-01/runtime/";

    private readonly FakeService service;
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int sent;

    public FakeRuntimeApi(params string[] bodies)
    {
        Bodies = bodies;
        service = new FakeService(Say);
    }

    /// <summary>Headers that every event carries.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>What a result is answered with.</summary>
    public int ResultStatus { get; init; } = 202;

    public string ResultBody { get; init; } = """{"status":"OK"}""";

    /// <summary>Hears of every result before it is answered.</summary>
    public Action<Received> OnResult { get; init; } = static _ => { };

    public string Endpoint => $"{service.Address.Host}:{service.Address.Port}";

    /// <summary>Ends when every event has its result and the next one is asked for.</summary>
    public Task Idle => idle.Task;

    public IReadOnlyList<Received> Results => [.. service.Requests.Where(static one => one.Method == "POST")];

    private string[] Bodies { get; }

    public void Dispose() => service.Dispose();

    public static string Path(int number, string result) => $"{Root}invocation/event-{number}/{result}";

    private Answer Say(Received request)
    {
        if (request.Path != Root + "invocation/next")
        {
            OnResult(request);
            return new Answer(ResultStatus, ResultBody);
        }

        if (sent == Bodies.Length)
        {
            idle.TrySetResult();
            return Answer.Silence;
        }

        sent++;
        var deadline = DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeMilliseconds();
        return new Answer(200, Bodies[sent - 1],
        [
            ("Lambda-Runtime-Aws-Request-Id", $"event-{sent}"),
            ("Lambda-Runtime-Deadline-Ms", $"{deadline}"),
            ("Lambda-Runtime-Trace-Id", "Root=1-fake"),
            ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:fake"),
            .. Headers,
        ]);
    }
}
