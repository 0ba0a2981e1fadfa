using System.Text.Json.Nodes;

using FsCheck.Fluent;
using FsCheck.Xunit;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.ChatServices.Slack;

public sealed class SlackRequestVerifierTests
{
    private const string Metadata = """{"d":"approve","p":"01kkng00000000000000000001","h":"0123abcd","m":"C0APPROVAL:1773478800.000100"}""";

    // The example of Slack's page on signatures.
    private const string VectorTimestamp = "1531420618";
    private const string VectorSignature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private const string Vector = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private readonly FixedParameterStore parameters = new(new Dictionary<string, string>
    {
        [ParameterNames.Slack] = $$"""{"app_id":"{{SlackSide.App}}","team_ids":["{{SlackSide.Team}}","T1DC2JH3J","E0ORG00001"]}""",
        [ParameterNames.SlackSigningSecret] = SlackSide.Secret,
    });

    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1531420618));

    [Fact]
    public async Task Verify_SlacksOwnExample_NamesItsUser()
    {
        var verified = await VerifiedAsync(new SignedRequest(RequestSource.Slack, Vector, VectorSignature, VectorTimestamp));

        Assert.Equal(new VerifiedRequest(ChatAccount.Slack("T1DC2JH3J", "U2CERLKJA")!.Value, InPerson: true), verified);
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public async Task Verify_ByTheAgeOfTheRequest_TakesFiveMinutesAndAMinuteAhead(int seconds, bool isTaken)
    {
        var timestamp = (1531420618 + seconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

        var outcome = await VerifyAsync(new SignedRequest(RequestSource.Slack, Vector, SlackSide.Sign(Vector, timestamp), timestamp));

        Assert.Equal(isTaken, outcome.Succeeded(out _, out var refusal));
        Assert.Equal(isTaken ? null : "expired", Reason(refusal));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("v0=", "1531420618")]
    [InlineData(VectorSignature, null)]
    [InlineData(VectorSignature, "")]
    [InlineData(VectorSignature, " 1531420618")]
    [InlineData(VectorSignature, "+1531420618")]
    [InlineData(VectorSignature, "01531420618")]
    [InlineData(VectorSignature, "1531420618.0")]
    [InlineData(VectorSignature, "99999999999999999999")]
    [InlineData("V0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", VectorTimestamp)]
    [InlineData("v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", VectorTimestamp)]
    [InlineData("a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", VectorTimestamp)]
    [InlineData("v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503", VectorTimestamp)]
    [InlineData(VectorSignature + "0", VectorTimestamp)]
    public async Task Verify_WithAnotherProof_Refuses(string proof, string? timestamp) =>
        Assert.False((await VerifyAsync(new SignedRequest(RequestSource.Slack, Vector, proof, timestamp))).Succeeded(out _, out _));

    /// <summary>Any character of body, timestamp or signature, changed to any other.</summary>
    [Property(MaxTest = 500)]
    public FsCheck.Property Verify_WithOneCharacterChanged_RefusesAndTellsNoSecret() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int At, char Character)>(),
        async change =>
        {
            string[] parts = [Vector, VectorTimestamp, VectorSignature];
            var at = (int)((uint)change.At % (uint)parts.Sum(p => p.Length));
            for (var i = 0; i < parts.Length; at -= parts[i++].Length)
            {
                if (at >= 0 && at < parts[i].Length)
                {
                    var other = parts[i][at] == change.Character ? '0' == change.Character ? '1' : '0' : change.Character;
                    parts[i] = $"{parts[i][..at]}{other}{parts[i][(at + 1)..]}";
                    break;
                }
            }

            Assert.False((await VerifyAsync(new SignedRequest(RequestSource.Slack, parts[0], parts[2], parts[1]))).Succeeded(out _, out var refusal));
            Assert.DoesNotContain(SlackSide.Secret, $"{refusal}{refusal!.Details}", StringComparison.Ordinal);
            Assert.DoesNotContain(VectorSignature, $"{refusal}{refusal.Details}", StringComparison.Ordinal);
        });

    [Theory]
    [InlineData(SlackSide.OldSecret, true)]
    [InlineData(SlackSide.Secret, true)]
    [InlineData("another-secret", false)]
    [InlineData("", false)]
    public async Task Verify_DuringARotation_TakesBothSecretsAndNoOther(string secret, bool isTaken)
    {
        parameters.Cached[ParameterNames.SlackSigningSecret] = $" {SlackSide.OldSecret} ,{SlackSide.Secret}";

        Assert.Equal(isTaken, (await VerifyAsync(Signed(Vector, secret))).Succeeded(out _, out _));
    }

    [Theory]
    [InlineData(ParameterNames.Slack, null)]
    [InlineData(ParameterNames.Slack, "no JSON")]
    [InlineData(ParameterNames.Slack, """{"app_id":"A0TESTAPP1"}""")]
    [InlineData(ParameterNames.Slack, """{"app_id":"A0TESTAPP1","team_ids":[]}""")]
    [InlineData(ParameterNames.Slack, """{"app_id":null,"team_ids":["T1DC2JH3J"]}""")]
    [InlineData(ParameterNames.SlackSigningSecret, null)]
    [InlineData(ParameterNames.SlackSigningSecret, "")]
    [InlineData(ParameterNames.SlackSigningSecret, " , ")]
    public async Task Verify_WithoutSettings_TakesNothing(string parameter, string? value)
    {
        parameters.Cached.Remove(parameter, out _);
        if (value is not null)
        {
            parameters.Cached[parameter] = value;
        }

        // Nor what is signed with no secret at all.
        Assert.Equal("no_slack", Reason(await RefusalAsync(Signed(Vector))));
        Assert.NotNull(await RefusalAsync(new SignedRequest(RequestSource.Slack, Vector, "v0=", VectorTimestamp)));
    }

    public static TheoryData<string, string?> Accounts
    {
        get
        {
            var slack = new TheoryData<string, string?>
            {
                { SlackSide.Command("hi"), $"slack:{SlackSide.Team}:{SlackSide.Engineer}" },
                { SlackSide.Command("hi", team: SlackSide.StrangersTeam), "wrong_workspace" },
                { SlackSide.Command("hi", user: "<script>"), "no_user" },
                { SlackSide.Command("hi").Replace(SlackSide.App, "A0OTHERAPP", StringComparison.Ordinal), "wrong_app" },
                { $"{SlackSide.Command("hi")}&user_id={SlackSide.Lead}", "malformed_request" },
                { $"{SlackSide.Command("hi")}&payload=%7B%22type%22%3A%22block_actions%22%7D", "malformed_request" },
                { "text=hi", "malformed_request" },
                { string.Empty, "malformed_request" },
                { "{\"type\":\"event_callback\"", "malformed_request" },
                { "{\"type\":7}", "malformed_request" },
                { "{\"type\":\"event_callback\",\"type\":\"url_verification\"}", "malformed_request" },
                { "{\"type\":\"event_callback\",\"team_id\":\"\\ud800\"}", "malformed_request" },
                { "payload=%7B%22type", "malformed_request" },
                { SlackSide.Event(SlackSide.Mention("hi")).ToJsonString(), $"slack:{SlackSide.Team}:{SlackSide.Engineer}" },
                { Event(e => e["event"]!["user_team"] = SlackSide.StrangersTeam), $"slack:{SlackSide.StrangersTeam}:{SlackSide.Engineer}" },
                { Event(e => e["event"]!["source_team"] = "E0ORG00009"), $"slack:E0ORG00009:{SlackSide.Engineer}" },
                { Event(e => e["event"]!["team"] = SlackSide.StrangersTeam), $"slack:{SlackSide.StrangersTeam}:{SlackSide.Engineer}" },
                // In a shared channel the workspace of the envelope may be the other one, and is nobody's in particular.
                { Event(e => e["is_ext_shared_channel"] = true), "no_user" },
                { Event(e => (e["is_ext_shared_channel"], e["team_id"], e["event"]!["user_team"]) = (true, SlackSide.StrangersTeam, SlackSide.StrangersTeam)), $"slack:{SlackSide.StrangersTeam}:{SlackSide.Engineer}" },
                { Event(e => e["authorizations"]![0]!["team_id"] = SlackSide.StrangersTeam), "wrong_workspace" },
                { Event(e => (e["authorizations"]![0]!["team_id"], e["authorizations"]![0]!["enterprise_id"]) = (null, "E0ORG00001")), $"slack:{SlackSide.Team}:{SlackSide.Engineer}" },
                { Event(e => e["event"] = new JsonObject { ["type"] = "assistant_thread_started", ["assistant_thread"] = new JsonObject { ["user_id"] = SlackSide.Lead, ["channel_id"] = "D1" } }), $"slack:{SlackSide.Team}:{SlackSide.Lead}" },
                { Event(e => e["event"] = new JsonArray()), "no_user" },
                { Interaction(_ => { }), $"slack:{SlackSide.Team}:{SlackSide.Lead}" },
                { Interaction(p => p["user"]!["team_id"] = SlackSide.StrangersTeam), $"slack:{SlackSide.StrangersTeam}:{SlackSide.Lead}" },
                { Interaction(p => p["user"]!.AsObject().Remove("team_id")), "no_user" },
                { Interaction(p => p["user"] = SlackSide.Lead), "no_user" },
                { Interaction(p => p["api_app_id"] = "A0OTHERAPP"), "wrong_app" },
                { Interaction(p => (p["team"], p["view"]!["app_installed_team_id"]) = (null, null)), "wrong_workspace" },
                { Interaction(p => p["view"]!["app_installed_team_id"] = SlackSide.StrangersTeam), "wrong_workspace" },
                // An organisation has installed it, and no workspace is named.
                { Interaction(p => (p["team"], p["view"]!["app_installed_team_id"], p["enterprise"]) = (null, null, new JsonObject { ["id"] = "E0ORG00001" })), $"slack:{SlackSide.Team}:{SlackSide.Lead}" },
            };
            return slack;
        }
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public async Task Verify_OfEveryForm_NamesThePersonsOwnAccountOrRefuses(string body, string? expected)
    {
        var outcome = await VerifyAsync(Signed(body));

        Assert.Equal(expected, outcome.Succeeded(out var verified, out var refusal) ? verified.Account.Value : Reason(refusal));
        Assert.True(verified?.InPerson ?? refusal is { Code: ErrorCode.AuthenticationFailed });
    }

    [Fact]
    public async Task Verify_TheSubmitOfOurForm_SaysWhatItDecides()
    {
        var first = (await VerifiedAsync(Signed(SlackSide.Form(SlackSide.Submit(Metadata)))))!.Decision;
        time.Advance(TimeSpan.FromSeconds(20));
        var again = (await VerifiedAsync(Signed(SlackSide.Form(SlackSide.Submit(Metadata)))))!.Decision;
        var other = (await VerifiedAsync(Signed(SlackSide.Form(SlackSide.Submit(Metadata, view: "V0000002")))))!.Decision;

        Assert.Equal(("approve", "01kkng00000000000000000001", "0123abcd"), (first!.Action, first.ProposalId, first.PlanHash));
        Assert.Equal(first, again);
        Assert.NotEqual(first.UseKey, other!.UseKey);
    }

    public static TheoryData<string> Undecided =>
    [
        SlackSide.Command($"approve {Metadata}"),
        SlackSide.Event(SlackSide.Mention(Metadata)).ToJsonString(),
        Interaction(p => p["type"] = "view_closed"),
        Interaction(p => p["type"] = "block_actions"),
        SlackSide.Form(SlackSide.Submit(Metadata, callback: "another_form")),
        SlackSide.Form(SlackSide.Submit(Metadata, view: string.Empty)),
        SlackSide.Form(SlackSide.Submit("no JSON")),
        SlackSide.Form(SlackSide.Submit(string.Empty)),
        SlackSide.Form(SlackSide.Submit(Metadata.Replace("approve", "adopt", StringComparison.Ordinal))),
        SlackSide.Form(SlackSide.Submit(Metadata.Replace("0123abcd", "0123abc", StringComparison.Ordinal))),
        SlackSide.Form(SlackSide.Submit(Metadata.Replace("01kkng00000000000000000001", "../../approve", StringComparison.Ordinal))),
        SlackSide.Form(SlackSide.Submit(Metadata.Replace("\"d\"", "\"d\":\"deny\",\"d\"", StringComparison.Ordinal))),
    ];

    [Theory]
    [MemberData(nameof(Undecided))]
    public async Task Verify_AnythingElse_DecidesNothing(string body) => Assert.Null((await VerifiedAsync(Signed(body)))!.Decision);

    [Fact]
    public async Task Verify_WhereTheSecretCannotBeRead_AdmitsNobody()
    {
        parameters.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ssm:GetParameter", ParameterNames.SlackSigningSecret, "denied");

        await Assert.ThrowsAsync<AwsException>(() => VerifyAsync(Signed(Vector)));
    }

    private static string Event(Action<JsonObject> change)
    {
        var sent = SlackSide.Event(SlackSide.Mention("hi"));
        change(sent);
        return sent.ToJsonString();
    }

    private static string Interaction(Action<JsonObject> change)
    {
        var payload = SlackSide.Submit(Metadata);
        change(payload);
        return SlackSide.Form(payload);
    }

    private SignedRequest Signed(string body, string secret = SlackSide.Secret)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new SignedRequest(RequestSource.Slack, body, SlackSide.Sign(body, timestamp, secret), timestamp);
    }

    private Task<Outcome<VerifiedRequest>> VerifyAsync(SignedRequest request) => new SlackRequestVerifier(parameters, time).VerifyAsync(request, CancellationToken.None);

    private async Task<VerifiedRequest?> VerifiedAsync(SignedRequest request) =>
        (await VerifyAsync(request)).Succeeded(out var verified, out var refusal) ? verified : throw new Xunit.Sdk.XunitException(refusal.Message);

    private async Task<Refusal?> RefusalAsync(SignedRequest request) => (await VerifyAsync(request)).Succeeded(out _, out var refusal) ? null : refusal;

    private static string? Reason(Refusal? refusal) => refusal?.Details?.GetProperty("reason").GetString();
}
