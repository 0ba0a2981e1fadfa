using System.Text;

using OpsAgent.Functions.Hosting;
using OpsAgent.Local.Http;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Tests.Http;

/// <summary>The Lambda endpoint of a live mode, which wants the key pair of its run.</summary>
public sealed class SignedInvocationTests
{
    private static readonly AccessKey Key = AccessKey.New();

    public static TheoryData<string> Functions => [.. FunctionNames.All];

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Invoke_Unsigned_IsForTheStepsOfAnotherEngineAlone(string function)
    {
        using var stub = new StubLambda(_ => Task.FromResult("\"invoked\""), TimeProvider.System);
        await using var own = await LambdaEndpoint.StartAsync(0, Key, takesUnsignedSteps: false, Task.FromResult(stub.Functions), TimeProvider.System, TestContext.Current.CancellationToken);
        await using var another = await LambdaEndpoint.StartAsync(0, Key, takesUnsignedSteps: true, Task.FromResult(stub.Functions), TimeProvider.System, TestContext.Current.CancellationToken);
        var isStep = FunctionNames.Activities.Contains(function);

        Assert.Equal(403, await InvokeAsync(own.Url, function, null));
        Assert.Equal(200, await InvokeAsync(own.Url, function, Key));
        Assert.Equal(403, await InvokeAsync(own.Url, function, AccessKey.New()));
        Assert.Equal(isStep ? 200 : 403, await InvokeAsync(another.Url, function, null));
        Assert.Equal(isStep ? 200 : 403, await InvokeAsync(another.Url, $"arn:aws:lambda:us-east-1:123456789012:function:{function}", AccessKey.New()));
        Assert.Equal(200, await InvokeAsync(another.Url, $"{function}:live", Key));
    }

    private static async Task<int> InvokeAsync(Uri endpoint, string function, AccessKey? key)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, $"/2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations"))
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            SignatureV4.Sign(request, "{}"u8.ToArray(), key, "us-east-1", "lambda", TimeProvider.System.GetUtcNow());
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
