namespace OpsAgent.Local.Tests.Gateway;

/// <summary>What a browser asks the local host before a page of another origin calls.</summary>
public sealed class PreflightTests(BothDoors doors) : IClassFixture<BothDoors>
{
    private static readonly string[] Always = ["Cache-Control", "Vary", "X-Content-Type-Options", "X-Correlation-Id"];

    [Theory]
    [InlineData(Door.ConsoleOrigin)]
    [InlineData(Door.OtherOrigin)]
    public async Task Preflight_FromAListedOrigin_IsToldWhatItMaySend(string origin)
    {
        var answer = await AskAsync(("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type,x-api-key"));

        Assert.Equal((204, string.Empty, "Origin"), (answer.Status, answer.Body, answer.Headers["Vary"]));
        Assert.Equal(origin, answer.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("GET, POST", answer.Headers["Access-Control-Allow-Methods"]);
        Assert.Equal("Authorization, Content-Type, Idempotency-Key, X-API-Key, X-Correlation-Id, X-OpsAgent-User", answer.Headers["Access-Control-Allow-Headers"]);
        Assert.Equal("600", answer.Headers["Access-Control-Max-Age"]);
        Assert.DoesNotContain("Access-Control-Allow-Credentials", answer.Headers.Keys);
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("https://console.example.com.evil.example.com")]
    [InlineData("http://console.example.com")]
    [InlineData("https://console.example.com:8443")]
    [InlineData("null")]
    public async Task Preflight_FromAnyOther_IsRefused(string origin)
    {
        var answer = await AskAsync(("Origin", origin), ("Access-Control-Request-Method", "POST"));

        Assert.Equal((403, "USER_NOT_AUTHORIZED"), (answer.Status, (string?)answer.Json!["error"]!["code"]));
        Assert.DoesNotContain(origin, answer.Headers.Values);
    }

    [Fact]
    public async Task Preflight_FromNowhere_IsToldNothing()
    {
        var answer = await AskAsync();

        Assert.Equal((204, string.Empty), (answer.Status, answer.Body));
        Assert.Equal(Always, answer.Headers.Keys.Order(StringComparer.Ordinal));
    }

    private Task<Heard> AskAsync(params (string Name, string Value)[] headers) => doors.Local.AskAsync(new Sent("OPTIONS", "/operations/propose", headers, null));
}
