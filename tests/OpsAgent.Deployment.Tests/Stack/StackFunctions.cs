using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using Amazon.Lambda.TestUtilities;
using Amazon.Runtime;

using OpsAgent.Aws.Clients;
using OpsAgent.Bootstrap;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Deployment.Tests.Stack;

/// <summary>
/// Lambda's Invoke API for the functions of a created stack: each built as the binary builds it, from the environment
/// that the stack gave it and nothing else.
/// </summary>
internal sealed class StackFunctions : IDisposable
{
    private static readonly (string, string) Version = ("X-Amz-Executed-Version", "1");

    private readonly FakeService _service;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly Dictionary<string, LambdaFunction> _functions = [];
    private AwsClients? _clients;

    public StackFunctions() => _service = new FakeService(AnswerTo);

    public Uri Address => _service.Address;

    /// <summary>The functions that were invoked through the API, by name.</summary>
    public IReadOnlyList<string> Invoked => [.. _service.Requests.Select(NameIn)];

    /// <param name="environments">Lambda's names of the functions, and their variables.</param>
    public void Load(Uri aws, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> environments)
    {
        var clients = _clients = new AwsClients(AwsTimeouts.Standard, new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake-secret-of-the-tests"), aws);
        foreach (var (name, variables) in environments)
        {
            var log = new JsonLog(name, _ => { }, TimeProvider.System);
            _functions[name] = Composition.Create(variables["OPSAGENT_FUNCTION"], v => variables.GetValueOrDefault(v), clients, log, _random, TimeProvider.System);
        }
    }

    /// <returns>The answer of the function of this name.</returns>
    public async Task<JsonNode> InvokeAsync(string name, JsonNode input)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(input.ToJsonString()));
        using var output = await _functions[name](stream, new TestLambdaContext { AwsRequestId = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), RemainingTime = TimeSpan.FromSeconds(30) });
        return (await JsonNode.ParseAsync(output))!;
    }

    public void Dispose()
    {
        _service.Dispose();
        _clients?.Dispose();
        _random.Dispose();
    }

    // /2015-03-31/functions/<name or ARN with alias>/invocations
    private static string NameIn(ReceivedRequest request)
    {
        var name = Uri.UnescapeDataString(request.Path.Split('/')[3]);
        return name.Split(':') is { Length: > 6 } arn ? arn[6] : name;
    }

    private FakeResponse AnswerTo(ReceivedRequest request)
    {
        try
        {
            return new FakeResponse(200, InvokeAsync(NameIn(request), JsonNode.Parse(request.Body)!).GetAwaiter().GetResult().ToJsonString(), Version);
        }
#pragma warning disable CA1031 // Lambda answers any exception as a function error.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new FakeResponse(200, new JsonObject { ["errorType"] = e.GetType().Name, ["errorMessage"] = e.Message }.ToJsonString(), Version, ("X-Amz-Function-Error", "Unhandled"));
        }
    }
}
