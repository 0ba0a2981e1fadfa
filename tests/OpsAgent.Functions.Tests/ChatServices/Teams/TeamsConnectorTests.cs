using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Functions.Tests.ChatServices.Teams;

public sealed class TeamsConnectorTests : IAsyncDisposable
{
    private const string Conversation = TeamsActivities.Channel;

    private readonly FakeTeams _teams = new();
    private readonly FakeTimeProvider _time = new(Moments.Start) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly FixedParameterStore _parameters;
    private readonly TeamsConnector _connector;

    public TeamsConnectorTests()
    {
        _parameters = TeamsSide.Parameters();
        _connector = new TeamsConnector(_parameters, _http, _time, TeamsSide.AddressesOf(_teams));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _teams.DisposeAsync();
    }

    [Fact]
    public async Task SendAsync_ThenUpdateAsync_LeavesOneMessageWithTheLaterContent()
    {
        var id = await _connector.SendAsync(_teams.ServiceUrl, Conversation, Text("one"), CancellationToken.None);
        await _connector.UpdateAsync(_teams.ServiceUrl, Conversation, id, Text("two"), CancellationToken.None);

        Assert.Equal("two", Assert.Single(_teams.Messages).Value["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task SendAsync_AgainAndAgain_AsksForOneTokenUntilItEnds()
    {
        await SendAsync();
        await SendAsync();
        Assert.Equal(1, _teams.TokensMade);

        _time.Advance(TimeSpan.FromMinutes(56));
        await SendAsync();
        Assert.Equal(2, _teams.TokensMade);
    }

    [Fact]
    public async Task SendAsync_DuringARotation_TriesBothSecrets()
    {
        _parameters.Cached[ParameterNames.TeamsClientSecret] = $"{FakeTeams.Secret},the-next-secret";
        _teams.Secrets = ["the-next-secret"];

        await SendAsync();

        Assert.Single(_teams.Messages);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong,also-wrong")]
    public async Task SendAsync_WithoutASecretThatHolds_SaysSoWithoutIt(string secrets)
    {
        _parameters.Cached[ParameterNames.TeamsClientSecret] = secrets;

        var failure = await Assert.ThrowsAsync<TeamsConnectorException>(SendAsync);

        Assert.DoesNotContain("wrong", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_teams.Calls);
    }

    [Theory]
    [InlineData("https://evil.example.com/")]
    [InlineData("https://evil.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net.evil.example.com/")]
    [InlineData("https://smba.trafficmanager.net@evil.example.com/")]
    [InlineData("http://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net:8443/emea/")]
    [InlineData("https://smba.trafficmanager.net/emea/?x=1")]
    [InlineData("https://169.254.169.254/latest/")]
    [InlineData("not a url")]
    public async Task SendAsync_ToWhatIsNoConnectorOfTeams_SendsNothingAndAsksForNoToken(string serviceUrl)
    {
        Assert.Null(TeamsAddresses.Standard.ConnectorOf(serviceUrl));
        await Assert.ThrowsAsync<TeamsConnectorException>(() => _connector.SendAsync(serviceUrl, Conversation, Text("x"), CancellationToken.None));

        Assert.Equal(0, _teams.TokensMade);
    }

    [Theory]
    [InlineData("https://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net/emea")]
    [InlineData("https://smba.trafficmanager.net/amer/9f5d8b52-0000-4000-8000-000000000001/")]
    [InlineData("https://smba.infra.gcc.teams.microsoft.com/teams")]
    public void ConnectorOf_OneOfTeams_IsItWithASlashAtTheEnd(string serviceUrl) => Assert.EndsWith("/", TeamsAddresses.Standard.ConnectorOf(serviceUrl)!.AbsoluteUri, StringComparison.Ordinal);

    [Fact]
    public async Task SendAsync_WhenTeamsTakesNoMore_WaitsAsLongAsItSays()
    {
        _teams.FailNext(429, "3");

        var sent = SendAsync();
        await WaitForAsync(() => _teams.Calls.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(sent.IsCompleted);
        await AdvanceUntilAsync(sent);

        Assert.Single(_teams.Messages);
        Assert.Equal(2, _teams.Calls.Count);
    }

    [Fact]
    public async Task SendAsync_WhenTeamsTakesNoMoreForLong_LeavesItToTheCaller()
    {
        _teams.FailNext(429, "60");

        var failure = await Assert.ThrowsAsync<TeamsConnectorException>(SendAsync);

        Assert.Equal((429, TimeSpan.FromSeconds(60)), (failure.Status, failure.RetryAfter));
        Assert.Empty(_teams.Messages);
    }

    [Fact]
    public async Task SendAsync_AfterAnAnswerThatSaysNothingOfTheMessage_SendsItOnce()
    {
        _teams.FailNext(502);

        await Assert.ThrowsAsync<TeamsConnectorException>(SendAsync);

        Assert.Single(_teams.Calls);
    }

    [Fact]
    public async Task UpdateAsync_AfterAnAnswerThatSaysNothing_UpdatesAgain()
    {
        var id = await _connector.SendAsync(_teams.ServiceUrl, Conversation, Text("one"), CancellationToken.None);
        _teams.FailNext(502);
        _teams.FailNext(504);

        await AdvanceUntilAsync(_connector.UpdateAsync(_teams.ServiceUrl, Conversation, id, Text("two"), CancellationToken.None));

        Assert.Equal("two", Assert.Single(_teams.Messages).Value["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task SendAsync_WhenTheTokenWasTakenBack_GetsAnother()
    {
        await SendAsync();
        _teams.FailNext(401);

        await AdvanceUntilAsync(SendAsync());

        Assert.Equal((2, 2), (_teams.TokensMade, _teams.Messages.Count));
    }

    [Fact]
    public async Task UpdateAsync_OfAMessageThatWasDeleted_SaysThatItIsGone() => Assert.True(
        (await Assert.ThrowsAsync<TeamsConnectorException>(() => _connector.UpdateAsync(_teams.ServiceUrl, Conversation, "170", Text("two"), CancellationToken.None))).IsGone);

    private Task SendAsync() => _connector.SendAsync(_teams.ServiceUrl, Conversation, Text("one"), CancellationToken.None);

    // The answers come over real sockets, the waits between them from the clock.
    private async Task AdvanceUntilAsync(Task call)
    {
        for (var i = 0; !call.IsCompleted && i < 2000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5);
        }

        await call;
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var i = 0; !condition() && i < 2000; i++)
        {
            await Task.Delay(1);
        }

        Assert.True(condition());
    }

    private static JsonObject Text(string text) => new() { ["type"] = "message", ["text"] = text };
}
