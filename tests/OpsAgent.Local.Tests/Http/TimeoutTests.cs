using System.Text;
using System.Text.Json;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.Local.Http;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.Http;

/// <summary>An invocation that takes longer than its function may.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider time = new(Moments.Start);

    [Theory]
    [InlineData(FunctionNames.ValidateTags, 30)]
    [InlineData(FunctionNames.ExecuteAction, 60)]
    public async Task Invocation_ThatHangs_IsTheFunctionErrorThatLambdaMakesOfIt(string function, int seconds)
    {
        var called = new TaskCompletionSource<TimeSpan>();
        using var stub = new StubLambda(context => Hang(called, context.RemainingTime), time);
        await using var endpoint = await LambdaEndpoint.StartAsync(0, null, takesUnsignedSteps: false, Task.FromResult(stub.Functions), time, TestContext.Current.CancellationToken);

        var answering = InvokeAsync(endpoint.Url, function);
        Assert.Equal(TimeSpan.FromSeconds(seconds), await called.Task);
        time.Advance(TimeSpan.FromSeconds(seconds) - Instant);
        Assert.False(answering.IsCompleted);
        var (status, error, body) = await DriveAsync(answering);

        Assert.Equal((200, "Unhandled"), (status, error));
        using var answer = JsonDocument.Parse(body);
        Assert.Equal("Sandbox.Timedout", answer.RootElement.GetProperty("errorType").GetString());
        Assert.Matches($@"^RequestId: \S+ Error: Task timed out after {seconds}\.00 seconds$", answer.RootElement.GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task Request_ThatHangs_IsAnsweredByTheGatewayAfterItsOwn29Seconds()
    {
        var called = new TaskCompletionSource<TimeSpan>();
        using var stub = new StubLambda(context => Hang(called, context.RemainingTime), time);
        var agent = new AgentOptions { Mode = ExecutionMode.LocalMock, Environment = "production", TagPolicy = TagPolicy.Standard("production") };
        var gateway = new LocalApiGateway([new Route("GET", "/health", FunctionNames.Health)], stub.Functions, agent, stub.Ids, stub.Log, time);
        await using var server = await gateway.StartAsync(0, TestContext.Current.CancellationToken);
        using var client = new HttpClient();

        var answering = client.GetAsync(new Uri(server.Url, "/health"), TestContext.Current.CancellationToken);
        await called.Task;
        time.Advance(TimeSpan.FromSeconds(29) - Instant);
        Assert.False(answering.IsCompleted);
        using var response = await DriveAsync(answering);

        Assert.Equal(504, (int)response.StatusCode);
        Assert.Contains("\"INTERNAL_ERROR\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Error, string Body)> InvokeAsync(Uri endpoint, string function)
    {
        using var client = new HttpClient();
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(endpoint, $"/2015-03-31/functions/{function}/invocations"), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Headers.GetValues("X-Amz-Function-Error").Single(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> Hang(TaskCompletionSource<TimeSpan> called, TimeSpan remaining)
    {
        called.SetResult(remaining);
        await new TaskCompletionSource().Task;
        return string.Empty;
    }

    // The function is called a moment before its time is measured.
    private async Task<T> DriveAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(Instant);
            await Task.WhenAny(task, Task.Delay(Instant, TestContext.Current.CancellationToken));
        }

        return await task;
    }
}
