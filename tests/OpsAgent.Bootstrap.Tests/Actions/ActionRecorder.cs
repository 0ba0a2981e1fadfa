using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Bootstrap.Tests.Actions;

/// <summary>Stands between one invocation and AWS: writes down what was called and passes it on, or answers it in AWS's place.</summary>
internal sealed class ActionRecorder : IDisposable
{
    private readonly HttpClient http = new();
    private readonly Uri aws;
    private readonly string ownKey;
    private readonly Incident incident;
    private readonly Func<ReceivedRequest, FakeResponse> invoke;
    private readonly FakeService service;
    private readonly List<AwsAction> actions = [];

    /// <param name="invoke">Answers for Lambda, which moto does with containers only.</param>
    public ActionRecorder(Uri aws, string ownKey, Incident incident, Func<ReceivedRequest, FakeResponse> invoke)
    {
        (this.aws, this.ownKey, this.incident, this.invoke) = (aws, ownKey, incident, invoke);
        service = new FakeService(AnswerTo);
    }

    public Uri Address => service.Address;

    public IReadOnlyList<AwsAction> Actions
    {
        get
        {
            lock (actions)
            {
                return [.. actions];
            }
        }
    }

    public void Dispose()
    {
        service.Dispose();
        http.Dispose();
    }

    private FakeResponse AnswerTo(ReceivedRequest received)
    {
        var action = AwsAction.Of(received, ownKey);
        lock (actions)
        {
            actions.Add(action);
        }

        return incident.AnswerTo(action.Call, received) ?? (action.Call == "lambda:Invoke" ? invoke(received) : Deployments(action.Call) ?? PassOn(received));
    }

    // What moto does not know of ECS: that the current revision has completed a deployment, and none before it.
    private static FakeResponse? Deployments(string call) => call switch
    {
        "ecs:ListServiceDeployments" => new FakeResponse(200, """{"serviceDeployments":[{"targetServiceRevisionArn":"arn:aws:ecs:us-east-1:123456789012:service-revision/main/web/2","finishedAt":1769000000}]}"""),
        "ecs:DescribeServiceRevisions" => new FakeResponse(
            200, """{"serviceRevisions":[{"serviceRevisionArn":"arn:aws:ecs:us-east-1:123456789012:service-revision/main/web/2","taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/web:2"}]}"""),
        _ => null,
    };

    private FakeResponse PassOn(ReceivedRequest received)
    {
        using var request = new HttpRequestMessage(new HttpMethod(received.Method), new Uri(aws, received.Path)) { Content = new StringContent(received.Body) };
        request.Content.Headers.Remove("Content-Type");
        foreach (var name in received.Headers.AllKeys.OfType<string>().Where(n => n is not "Host" and not "Content-Length" and not "Transfer-Encoding"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, received.Headers[name]))
            {
                request.Content.Headers.TryAddWithoutValidation(name, received.Headers[name]);
            }
        }

        using var response = http.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        return new FakeResponse((int)response.StatusCode, reader.ReadToEnd(), ("x-amzn-RequestId", "request-1"));
    }
}
