using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Identity;

/// <summary>Every refusal of a caller to the letter: the word that programs and metric filters look for, and what people are told to do.</summary>
public sealed class AuthenticationFailureTests
{
    private static readonly UserId User = Users.Lead;

    [Theory]
    [InlineData(TokenProblem.Malformed, "malformed_token", "The bearer token is not a signed JWT of at most 8 KB. An opaque access token, such as Google's, cannot be checked here: send the ID token, or an access token for OidcAudience.")]
    [InlineData(TokenProblem.Algorithm, "algorithm", "The bearer token is not signed with an algorithm that is accepted here: RS, PS or ES with 256, 384 or 512.")]
    [InlineData(TokenProblem.Issuer, "wrong_issuer", "The bearer token is of another issuer than this deployment's (OidcIssuer).")]
    [InlineData(TokenProblem.UnknownKey, "unknown_key", "The bearer token is signed with a key that the issuer does not publish. Get a new one.")]
    [InlineData(TokenProblem.Signature, "wrong_signature", "The bearer token's signature does not hold. Get a new one.")]
    [InlineData(TokenProblem.Audience, "wrong_audience", "The bearer token is meant for another application. Get one for this deployment's audience (OidcAudience).")]
    [InlineData(TokenProblem.Expired, "expired", "The bearer token has expired. Get a new one.")]
    [InlineData(TokenProblem.NotYetValid, "not_yet_valid", "The bearer token is not valid yet. Check the clocks, or wait.")]
    [InlineData(TokenProblem.NoUser, "no_user", "The bearer token names no user by an ASCII e-mail address. Ask an administrator to look at OidcUserClaim, or at whether the issuer puts that claim into this kind of token.")]
    [InlineData(TokenProblem.UnverifiedUser, "unverified_user", "The issuer has not verified the e-mail address in the bearer token (email_verified). Verify it there and get a new token; if the issuer never sends that claim, ask an administrator to look at OidcRequireVerified.")]
    [InlineData(TokenProblem.IssuerUnreachable, "issuer_unreachable", "The issuer's keys cannot be had, so no bearer token can be checked. Try again in a minute.")]
    public void From_AToken_SaysWhatIsWrongAndWhomItNames(TokenProblem problem, string reason, string message)
    {
        var refusal = AuthenticationFailure.From(new TokenVerification.Refused(problem, User));

        Assert.Equal((ErrorCode.AuthenticationFailed, $"Authentication failed. {message}"), (refusal.Code, refusal.Message));
        Assert.Equal($$"""{"reason":"{{reason}}","user_id":"lead@example.com"}""", refusal.Details!.Value.GetRawText());
    }

    [Fact]
    public void NotAllowed_SomebodyOnNoList_NamesThemAndTheList()
    {
        var refusal = AuthenticationFailure.NotAllowed(User);

        Assert.Equal(
            (ErrorCode.UserNotAuthorized, "lead@example.com may not use OpsAgent. Ask an OpsAgent administrator to add you to /opsagent/allowed-users."), (refusal.Code, refusal.Message));
        Assert.Equal("""{"reason":"not_allowed","user_id":"lead@example.com"}""", refusal.Details!.Value.GetRawText());
    }

    [Fact]
    public void CheckNamedUser_AnotherUser_SaysWhoseTokenItIs()
    {
        var refusal = new AuthenticationResult(new TokenVerification.Verified(User)).CheckNamedUser(Users.Admin.Value)!;

        Assert.Equal(
            "Authentication failed. The bearer token is lead@example.com's, but the request names another user. Leave user_context.user_id, user_id and the header X-OpsAgent-User out.",
            refusal.Message);
        Assert.Equal("""{"reason":"other_user","user_id":"lead@example.com"}""", refusal.Details!.Value.GetRawText());
    }

    [Theory]
    [InlineData(false, "Authentication failed. Send a valid key in the header X-API-Key.")]
    [InlineData(true, "Authentication failed. Send a valid bearer token in the header Authorization, or a valid key in the header X-API-Key.")]
    public async Task Check_WithoutCredentials_SaysWhichThisDeploymentTakes(bool hasIssuer, string message)
    {
        var refusal = await RefusalOfAsync(new Credentials(null, null), hasIssuer);

        Assert.Equal((message, """{"reason":"no_credentials"}"""), (refusal.Message, refusal.Details!.Value.GetRawText()));
    }

    [Fact]
    public async Task Check_ABearerTokenWhereThereIsNoIssuer_SaysWhatToSendInstead()
    {
        var refusal = await RefusalOfAsync(new Credentials(null, "a.b.c"), hasIssuer: false);

        Assert.Equal("Authentication failed. This deployment takes no bearer tokens. Send a valid key in the header X-API-Key.", refusal.Message);
    }

    [Fact]
    public async Task Identify_NobodyNamed_SaysWhereToNameTheUser()
    {
        (await Authenticator(hasIssuer: false).IdentifyAsync(AuthenticationResult.ClientOnly, "nobody", RequestSource.Api, Test.Stop)).Succeeded(out _, out var refusal);

        Assert.Equal("Authentication failed. Name the user by an ASCII e-mail address: user_context.user_id, the header X-OpsAgent-User, or user_id.", refusal!.Message);
    }

    private static Authenticator Authenticator(bool hasIssuer)
    {
        var parameters = new FixedParameterStore();
        return new Authenticator(parameters, new RoleDirectory(parameters), new AgentOptions { Mode = ExecutionMode.LocalMock, Environment = "production", TagPolicy = TagPolicy.Standard("production") }, new FakeTimeProvider(Moments.Start), hasIssuer ? new FakeTokenVerifier() : null);
    }

    private static async Task<Refusal> RefusalOfAsync(Credentials credentials, bool hasIssuer)
    {
        Assert.False((await Authenticator(hasIssuer).CheckAsync(credentials, Test.Stop)).Succeeded(out _, out var refusal));
        return refusal;
    }
}
