using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Http;

public sealed class LocalApiGatewayTests
{
    [Theory]
    [InlineData("GET", "/nope", 404, "NOT_FOUND")]
    [InlineData("GET", "/index.html", 404, "NOT_FOUND")]
    [InlineData("POST", "/", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("GET", "/js/../../default-cloud.json", 404, "NOT_FOUND")]
    [InlineData("GET", "/js/%2e%2e/default-cloud.json", 404, "NOT_FOUND")]
    [InlineData("POST", "/operations/proposals/", 404, "NOT_FOUND")]
    [InlineData("GET", "/operations/approve", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("DELETE", "/operations/proposals/01m84hs4k95t2jknnswf5dggbc", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("POST", "/operations/get_ec2_status", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("GET", "/operations/proposals/01m84hs4k95t2jknnswf5dggbc", 200, "RESOURCE_NOT_FOUND")]
    [InlineData("GET", "/operations/proposals/x", 200, "VALIDATION_ERROR")]
    public async Task Request_ThatFitsNoRoute_IsAnsweredInTheOneShape(string method, string path, int status, string code)
    {
        await using var agent = await LocalAgent.StartAsync();
        var answer = await agent.SendAsync(new HttpMethod(method), path, null, ("X-OpsAgent-User", LocalUsers.Engineer));
        Assert.Equal((status, code), (answer.Status, answer.ErrorCode));
        Assert.False(answer.Success);
        Assert.NotNull(answer.Text("correlation_id"));
        Assert.Equal("LOCAL_MOCK", answer.Text("execution_mode"));
        Assert.NotNull(answer.Text("timestamp"));
    }

    [Fact]
    public async Task Health_WithoutAKey_AnswersWithoutNames()
    {
        await using var agent = await LocalAgent.StartAsync();
        var answer = await agent.SendAsync(HttpMethod.Get, "/health", null, ("X-API-Key", string.Empty));
        Assert.Equal(200, answer.Status);
        Assert.Equal("ok", answer.Text("status"));
        Assert.DoesNotContain("example.com", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("123456789012", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_AskedByHead_AnswersTheStatusAlone()
    {
        await using var agent = await LocalAgent.StartAsync();
        var answer = await agent.SendAsync(HttpMethod.Head, "/health", null, ("X-API-Key", string.Empty));
        Assert.Equal((200, string.Empty), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Request_LargerThanTheDoor_Is413()
    {
        await using var agent = await LocalAgent.StartAsync();
        var answer = await agent.SendAsync(HttpMethod.Post, "/operations/propose", new string(' ', 100_000) + "{}");
        Assert.Equal((413, "PAYLOAD_TOO_LARGE"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task Proposals_WithOnePending_ListsItWithoutTokens()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        var list = await agent.GetAsync("/operations/proposals", LocalUsers.Viewer);
        Assert.Equal("1", list.Text("count"));
        Assert.Contains(proposed.Text("proposal_id")!, list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("approve-", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("task_token", list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_ByIdAndByTag_SaysWhatAColleagueWould()
    {
        await using var agent = await LocalAgent.StartAsync();
        var one = await agent.GetAsync($"/operations/get_ec2_status?instance_id={Instances.Healthy}&time_window=1h");
        Assert.Contains("(web-1) is running in us-east-1a and every status check passes", one.Text("summary"), StringComparison.Ordinal);
        var many = await agent.GetAsync("/operations/get_ec2_status?tag_key=Role&tag_value=web");
        Assert.Contains("3 instances with Role=web: 2 running with every status check passing, 1 in trouble", many.Text("summary"), StringComparison.Ordinal);
        var body = """{"operation":"get_ec2_status","parameters":{"tag_key":"Role","tag_value":"web"},"user_context":{"user_id":"viewer@example.com"}}""";
        var envelope = await agent.SendAsync(HttpMethod.Post, "/operations/diagnostic", body);
        Assert.Equal(many.Text("summary"), envelope.Text("summary"));
    }
}
