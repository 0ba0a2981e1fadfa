using System.Text;
using System.Text.Json.Nodes;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Oidc;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Functions.Tests.ChatServices.Teams;

public sealed class TeamsRequestVerifierTests : IAsyncDisposable
{
    private const string Proposal = "01kkng00000000000000000001";

    private readonly FakeTeams _teams = new();
    private readonly FakeTimeProvider _time = new(Moments.Start);
    private readonly FixedParameterStore _parameters;
    private readonly TeamsRequestVerifier _verifier;

    public TeamsRequestVerifierTests()
    {
        _parameters = TeamsSide.Parameters();
        _verifier = new TeamsRequestVerifier(_parameters, TeamsSide.AddressesOf(_teams), _ => { }, _time);
    }

    public async ValueTask DisposeAsync()
    {
        _verifier.Dispose();
        await _teams.DisposeAsync();
    }

    [Fact]
    public async Task VerifyAsync_AMessageOfTheConnector_IsItsSendersInPersonAndDecidesNothing() => Assert.Equal(
        new VerifiedRequest(ChatAccount.Teams(FakeTeams.TenantId, TeamsActivities.EngineerId)!.Value, InPerson: true),
        await VerifiedAsync(Signed(TeamsActivities.Message(_teams.ServiceUrl, Moments.Start, "approve it"))));

    [Theory]
    [InlineData("approve")]
    [InlineData("deny")]
    [InlineData("withdraw")]
    public async Task VerifyAsync_ADecisionsButton_IsThatDecisionOfThatPress(string verb) => Assert.Equal(
        new RequestedDecision(verb, Proposal, "0a1b2c3d", "teams#f:press-1"),
        (await VerifiedAsync(Signed(Press(verb, verb, "f:press-1")))).Decision);

    [Fact]
    public async Task VerifyAsync_WhatIsNoPressOnADecision_DecidesNothing()
    {
        JsonObject[] others =
        [
            Press("approve", "deny", "f:1"),
            Press("adopt", "adopt", "f:2"),
            Press("confirm", "approve", "f:3"),
            Changed(Press("approve", "approve", "f:4"), a => a["value"]!["trigger"] = "automatic"),
            Changed(Press("approve", "approve", "f:5"), a => a["value"]!["action"]!["type"] = "Action.Submit"),
            Changed(Press("approve", "approve", "f:6"), a => a["type"] = "message"),
            Changed(Press("approve", "approve", "f:7"), a => a["name"] = "task/submit"),
            Changed(Press("approve", "approve", "f:8"), a => a["id"] = null),
            Changed(Press("approve", "approve", "f:9"), a => a["value"] = "approve"),
        ];

        foreach (var activity in others)
        {
            Assert.Null((await VerifiedAsync(Signed(activity))).Decision);
        }
    }

    public static TheoryData<string, string> BadTokens => new()
    {
        { "another issuer", "wrong_issuer" },
        { "another issuer of Microsoft's", "wrong_issuer" },
        { "another audience", "wrong_audience" },
        { "two audiences", "wrong_audience" },
        { "expired", "expired" },
        { "not yet valid", "expired" },
        { "another service url", "wrong_service_url" },
        { "no service url", "wrong_service_url" },
        { "none", "algorithm" },
        { "HS256", "algorithm" },
        { "unknown key", "unknown_key" },
        { "key of another channel", "unknown_key" },
        { "changed", "wrong_signature" },
        { "no kid", "unknown_key" },
        { "crit", "algorithm" },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task VerifyAsync_ATokenThatIsNotForThisBot_IsRefused(string fault, string reason)
    {
        var now = Moments.Start;
        var token = fault switch
        {
            "another issuer" => _teams.Token(now, c => c["iss"] = "https://evil.example.com"),
            "another issuer of Microsoft's" => _teams.Token(now, c => c["iss"] = $"https://sts.windows.net/{FakeTeams.TenantId}/"),
            "another audience" => _teams.Token(now, c => c["aud"] = FakeTeams.TenantId),
            "two audiences" => _teams.Token(now, c => c["aud"] = new JsonArray(FakeTeams.AppId, FakeTeams.TenantId)),
            "expired" => _teams.Token(now.AddMinutes(-66)),
            "not yet valid" => _teams.Token(now.AddMinutes(6)),
            "another service url" => _teams.Token(now, c => c["serviceurl"] = "https://smba.trafficmanager.net/amer/"),
            "no service url" => _teams.Token(now, c => c.Remove("serviceurl")),
            "none" => _teams.Token(now, header: h => h["alg"] = "none", by: TokenSigner.None("teams-1")),
            "HS256" => _teams.Token(now, by: TokenSigner.Hmac("a public key", "teams-1")),
            "unknown key" => _teams.Token(now, by: TokenSigner.Rsa("RS256", "nobody's")),
            "key of another channel" => _teams.TokenOfOtherChannel(now),
            "changed" => _teams.Token(now)[..^6] + "AAAAAA",
            "no kid" => _teams.Token(now, header: h => h.Remove("kid")),
            _ => _teams.Token(now, header: h => h["crit"] = new JsonArray("b64")),
        };

        Assert.Equal(reason, await RefusedAsync(Signed(Message(), $"Bearer {token}")));
    }

    [Theory]
    [InlineData(-64)]
    [InlineData(4)]
    public async Task VerifyAsync_ATokenWithinFiveMinutesOfItsLifetime_IsTaken(int minutes) =>
        Assert.True((await VerifiedAsync(Signed(Message(), $"Bearer {_teams.Token(Moments.Start.AddMinutes(minutes))}"))).InPerson);

    [Fact]
    public async Task VerifyAsync_WithoutAKeyThatIsEndorsedForTeams_RefusesAll()
    {
        _teams.Endorsements = ["webchat"];

        Assert.Equal("issuer_unreachable", await RefusedAsync(Signed(Message())));
    }

    [Fact]
    public async Task VerifyAsync_AnActivityOfAnotherTenantOrChannelOrNobody_IsRefused()
    {
        (JsonObject Activity, string Reason)[] others =
        [
            (Changed(Message(), a => a["channelData"]!["tenant"]!["id"] = TeamsActivities.StrangerId), "wrong_tenant"),
            (Changed(Message(), a => a["channelData"]!["tenant"] = null), "wrong_tenant"),
            (Changed(Message(), a => a["conversation"]!["tenantId"] = TeamsActivities.StrangerId), "wrong_tenant"),
            (Changed(Message(), a => a["channelId"] = "webchat"), "wrong_channel"),
            (Changed(Message(), a => a["serviceUrl"] = $"{_teams.ServiceUrl}other"), "wrong_service_url"),
            (Changed(Message(), a => a["serviceUrl"] = null), "wrong_service_url"),
            (Changed(Message(), a => a["from"]!["aadObjectId"] = null), "no_account"),
            (Changed(Message(), a => a["from"]!["aadObjectId"] = "29:1abc"), "no_account"),
        ];

        foreach (var (activity, reason) in others)
        {
            Assert.Equal(reason, await RefusedAsync(Signed(activity)));
        }
    }

    [Fact]
    public async Task VerifyAsync_ABodyThatTwoReadersReadDifferently_IsRefused()
    {
        var body = Message().ToJsonString();

        await RefusedAsync(Signed(body.Insert(1, $"\"from\":{{\"aadObjectId\":\"{TeamsActivities.LeadId}\"}},")));
        await RefusedAsync(Signed("[]"));
        await RefusedAsync(Signed(string.Empty));
        await RefusedAsync(Signed(body + new string(' ', 300_000)));
    }

    [Fact]
    public async Task VerifyAsync_WithoutABot_RefusesAll()
    {
        _parameters.Cached.TryRemove(ParameterNames.Teams, out _);

        await RefusedAsync(Signed(Message()));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("{\"app_id\":\"*\",\"tenant_id\":\"*\"}")]
    public async Task VerifyAsync_WithSettingsThatCannotBeRead_AdmitsNobody(string settings)
    {
        _parameters.Cached[ParameterNames.Teams] = settings;

        await Assert.ThrowsAsync<AwsException>(() => _verifier.VerifyAsync(Signed(Message()), CancellationToken.None));
    }

    [Fact]
    public async Task VerifyAsync_AnOutgoingWebhook_IsItsSendersButNotInPersonAndNeverDecides()
    {
        var words = TeamsActivities.ToWebhook(Moments.Start, "status of web-2");
        var press = Press("approve", "approve", "f:1");

        Assert.False((await VerifiedAsync(Webhook(words))).InPerson);
        Assert.Equal(new VerifiedRequest(ChatAccount.Teams(FakeTeams.TenantId, TeamsActivities.LeadId)!.Value, InPerson: false), await VerifiedAsync(Webhook(press)));
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task VerifyAsync_AnOutgoingWebhookOfAnotherTime_IsRefused(int seconds) =>
        Assert.Equal("too_old", await RefusedAsync(Webhook(TeamsActivities.ToWebhook(Moments.After(seconds), "help"))));

    [Fact]
    public async Task VerifyAsync_AnOutgoingWebhookDuringARotation_HoldsByEitherSecret()
    {
        const string Next = "bmV4dA==";
        var body = TeamsActivities.ToWebhook(Moments.Start, "help").ToJsonString();
        _parameters.Cached[ParameterNames.TeamsWebhookSecret] = $"{FakeTeams.WebhookSecret}, {Next}";

        await VerifiedAsync(new SignedRequest(RequestSource.Teams, body, FakeTeams.Hmac(body)));
        await VerifiedAsync(new SignedRequest(RequestSource.Teams, body, FakeTeams.Hmac(body, Next)));
        await RefusedAsync(new SignedRequest(RequestSource.Teams, body, FakeTeams.Hmac(body, "b3RoZXI=")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("not base64!")]
    public async Task VerifyAsync_AnOutgoingWebhookWithoutAUsableSecret_IsRefused(string secret)
    {
        var body = TeamsActivities.ToWebhook(Moments.Start, "help").ToJsonString();
        _parameters.Cached[ParameterNames.TeamsWebhookSecret] = secret;

        await RefusedAsync(new SignedRequest(RequestSource.Teams, body, FakeTeams.Hmac(body, string.Empty)));
        await RefusedAsync(new SignedRequest(RequestSource.Teams, body, "HMAC "));
    }

    [Property(MaxTest = 200)]
    public Property VerifyAsync_AnOutgoingWebhookWithAnyByteChanged_IsRefused() => Prop.ForAll(
        Gen.Choose(0, 5000).ToArbitrary(),
        place =>
        {
            var body = TeamsActivities.ToWebhook(Moments.Start, "help").ToJsonString();
            var proof = FakeTeams.Hmac(body);
            var bytes = Encoding.UTF8.GetBytes(body);
            bytes[place % bytes.Length] ^= 1;
            var changed = Encoding.UTF8.GetString(bytes);
            return !_verifier.VerifyAsync(new SignedRequest(RequestSource.Teams, changed, proof), CancellationToken.None).Result.Succeeded(out _, out _);
        });

    [Theory]
    [InlineData("")]
    [InlineData("Basic dTpw")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a.b.c")]
    public async Task VerifyAsync_WithAnotherProof_RefusesWithoutRepeatingIt(string proof)
    {
        Assert.False((await _verifier.VerifyAsync(Signed(Message(), proof), CancellationToken.None)).Succeeded(out _, out var refusal));

        Assert.Equal("This is no request that Microsoft Teams made for this bot and this tenant.", refusal!.Message.Replace("Authentication failed. ", string.Empty, StringComparison.Ordinal));
    }

    private JsonObject Message() => TeamsActivities.Message(_teams.ServiceUrl, Moments.Start, "help");

    private JsonObject Press(string verb, string decision, string id) =>
        TeamsActivities.Press(_teams.ServiceUrl, Moments.Start, verb, new JsonObject { ["d"] = decision, ["p"] = Proposal, ["h"] = "0a1b2c3d" }, id: id);

    private static JsonObject Changed(JsonObject activity, Action<JsonObject> change)
    {
        change(activity);
        return activity;
    }

    private SignedRequest Signed(JsonObject activity, string? proof = null) => Signed(activity.ToJsonString(), proof);

    private SignedRequest Signed(string body, string? proof = null) => new(RequestSource.Teams, body, proof ?? $"Bearer {_teams.Token(Moments.Start)}");

    private static SignedRequest Webhook(JsonObject activity) => new(RequestSource.Teams, activity.ToJsonString(), FakeTeams.Hmac(activity.ToJsonString()));

    private async Task<VerifiedRequest> VerifiedAsync(SignedRequest request)
    {
        Assert.True((await _verifier.VerifyAsync(request, CancellationToken.None)).Succeeded(out var verified, out var refusal), refusal?.Details?.ToString());
        return verified;
    }

    /// <returns>Why.</returns>
    private async Task<string?> RefusedAsync(SignedRequest request)
    {
        Assert.False((await _verifier.VerifyAsync(request, CancellationToken.None)).Succeeded(out _, out var refusal));
        Assert.Equal(ErrorCode.AuthenticationFailed, refusal!.Code);
        return refusal.Details!.Value.GetProperty(AuthenticationFailure.Reason).GetString();
    }
}
