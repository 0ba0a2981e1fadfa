using System.Text;

using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Http;

/// <summary>The Invoke API as any Step Functions engine calls it.</summary>
public sealed class LambdaEndpointTests
{
    [Theory]
    [InlineData("Health")]
    [InlineData("Health:$LATEST")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:Health")]
    public async Task Invoke_ByNameQualifierOrArn_Answers(string name)
    {
        await using var agent = await LocalAgent.StartAsync();
        using var response = await InvokeAsync(agent, name, "{}");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("X-Amz-Function-Error"));
        Assert.Equal("$LATEST", response.Headers.GetValues("X-Amz-Executed-Version").Single());
        Assert.Contains("\"statusCode\":200", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_OfAnUnknownFunction_IsResourceNotFound()
    {
        await using var agent = await LocalAgent.StartAsync();
        using var response = await InvokeAsync(agent, "Nope", "{}");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("ResourceNotFoundException", response.Headers.GetValues("x-amzn-ErrorType").Single());
    }

    [Theory]
    [InlineData("{\"proposal_id\":\"01m84hs4k95t2jknnswf5dggbc\"}", "ApprovalInvalid")]
    [InlineData("{\"proposal_id\":\"x\"}", "ApprovalInvalid")]
    [InlineData("{", "ApprovalInvalid")]
    public async Task Invoke_ThatThrows_IsAFunctionErrorWithTheShortClassName(string payload, string errorType)
    {
        await using var agent = await LocalAgent.StartAsync();
        using var response = await InvokeAsync(agent, "ValidateTags", payload);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("Unhandled", response.Headers.GetValues("X-Amz-Function-Error").Single());
        Assert.Contains($"\"errorType\":\"{errorType}", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DryRun", 204)]
    [InlineData("Event", 202)]
    public async Task Invoke_OfAnotherType_AnswersAsLambdaDoes(string type, int status)
    {
        await using var agent = await LocalAgent.StartAsync();
        using var response = await InvokeAsync(agent, "Health", "{}", type);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> InvokeAsync(LocalAgent agent, string name, string payload, string type = "RequestResponse")
    {
        using var client = new HttpClient();
        using var content = new StringContent(payload, Encoding.UTF8, "application/json");
        content.Headers.Add("X-Amz-Invocation-Type", type);
        return await client.PostAsync(new Uri(agent.Host.LambdaUrl, $"/2015-03-31/functions/{Uri.EscapeDataString(name)}/invocations"), content);
    }
}
