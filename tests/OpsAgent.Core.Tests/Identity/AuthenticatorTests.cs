using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Identity;

public sealed class AuthenticatorTests
{
    private const string PluginKey = "/opsagent/plugin-api-key-production";
    private readonly FixedParameterStore _settings = new();

    [Fact]
    public async Task CheckKey_Known_IsAcceptedFromTheCacheAlone()
    {
        Assert.Null(await CheckAsync("test-key"));
        Assert.Empty(_settings.ReadsAgain);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("test-ke")]
    [InlineData("test-key2")]
    [InlineData("TEST-KEY")]
    [InlineData(" test-key")]
    [InlineData("test-key,other")]
    [InlineData(",")]
    public async Task CheckKey_Unknown_IsRefusedWithoutSayingWhy(string? key)
    {
        var refusal = await CheckAsync(key);

        Assert.Equal(ErrorCode.AuthenticationFailed, refusal?.Code);
        Assert.Equal("Authentication failed. Send a valid key in the header X-API-Key.", refusal!.Message);
    }

    [Fact]
    public async Task CheckKey_Missing_ReadsNothing()
    {
        await CheckAsync(null);
        await CheckAsync("");

        Assert.Empty(_settings.Reads);
        Assert.Empty(_settings.ReadsAgain);
    }

    [Theory]
    [InlineData("old-key", true)]
    [InlineData("new-key", true)]
    [InlineData("old-key, new-key", false)]
    [InlineData("other", false)]
    public async Task CheckKey_DuringARotation_AcceptsBothKeysEachAlone(string key, bool accepted)
    {
        _settings.Cached[ParameterNames.ApiKey] = "old-key, new-key";

        Assert.Equal(accepted, await CheckAsync(key) is null);
    }

    [Fact]
    public async Task CheckKey_PluginKeyOfThisEnvironment_IsAccepted()
    {
        _settings.Cached[PluginKey] = "plugin-key";

        Assert.Null(await CheckAsync("plugin-key"));
        Assert.NotNull(await CheckAsync("plugin-key", Authenticator("staging")));
    }

    [Fact]
    public async Task CheckKey_PluginKeyBeforeThereIsAnApiKey_IsAccepted()
    {
        _settings.Cached.Clear();
        _settings.Cached[PluginKey] = "plugin-key";

        Assert.Null(await CheckAsync("plugin-key"));
    }

    [Fact]
    public async Task CheckKey_KnownPluginKey_IsAcceptedFromTheCacheAlone()
    {
        _settings.Cached[PluginKey] = "plugin-key";

        Assert.Null(await CheckAsync("plugin-key"));
        Assert.Empty(_settings.ReadsAgain);
    }

    [Theory]
    [InlineData(ParameterNames.ApiKey)]
    [InlineData(PluginKey)]
    public async Task CheckKey_NewerThanTheCache_IsFoundByReadingAgain(string name)
    {
        _settings.Newer[name] = "rotated-key";

        Assert.Null(await CheckAsync("rotated-key"));
        Assert.Contains(name, _settings.ReadsAgain);
    }

    [Fact]
    public async Task CheckKey_Unknown_ReadsEachParameterAgainOnce()
    {
        await CheckAsync("wrong");

        Assert.Equal([ParameterNames.ApiKey, PluginKey], _settings.ReadsAgain.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ,")]
    public async Task CheckKey_ParameterIsEmpty_RefusesEveryKey(string stored)
    {
        _settings.Cached[ParameterNames.ApiKey] = stored;

        Assert.NotNull(await CheckAsync(" "));
        Assert.NotNull(await CheckAsync(stored));
    }

    [Fact]
    public async Task CheckKey_NoParameterIsThere_RefusesEveryKey()
    {
        _settings.Cached.Clear();

        Assert.NotNull(await CheckAsync("test-key"));
    }

    [Fact]
    public async Task CheckKey_SettingsCannotBeRead_AdmitsNobody()
    {
        _settings.Failure = new IOException("Parameter Store does not answer.");

        await Assert.ThrowsAsync<IOException>(() => CheckAsync("test-key"));
    }

    [Fact]
    public async Task Identify_AllowedUser_IsAnAssertedCallerWithTheirRoles()
    {
        var caller = (await IdentifyAsync(" Lead@Example.com")).Value();

        Assert.Equal(new Person(Users.Lead, IdentityKind.Asserted, RequestSource.Api), caller.Person);
        Assert.Equal((Users.Lead, Roles.Diagnose | Roles.Operate | Roles.Approve), (caller.UserId, caller.Roles));
    }

    [Fact]
    public async Task Identify_UserWhoIsNotAllowed_IsToldWhichListToBeOn() =>
        Assert.Contains("/opsagent/allowed-users", (await IdentifyAsync("stranger@example.com")).Refusal(ErrorCode.UserNotAuthorized).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("lead")]
    [InlineData("system")]
    [InlineData("*")]
    public async Task Identify_NoAddress_IsToldHowToNameTheUser(string? name)
    {
        var refusal = (await IdentifyAsync(name)).Refusal(ErrorCode.AuthenticationFailed);

        Assert.Contains("user_context.user_id", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("X-OpsAgent-User", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identify_RolesCannotBeRead_AdmitsNobody()
    {
        _settings.Failure = new IOException("Parameter Store does not answer.");

        await Assert.ThrowsAsync<IOException>(() => IdentifyAsync("lead@example.com"));
    }

    [Theory]
    [InlineData("lead-token", null, null)]
    [InlineData("lead-token", "test-key", null)]
    [InlineData("lead-token", "wrong", "wrong_key")]
    [InlineData("lead-token", "", "wrong_key")]
    [InlineData("old-token", null, "expired")]
    [InlineData("old-token", "test-key", "expired")]
    [InlineData("", "test-key", "malformed_token")]
    [InlineData(null, "wrong", "wrong_key")]
    [InlineData(null, null, "no_credentials")]
    public async Task Check_WhatIsPresented_MustAllHold(string? token, string? key, string? reason)
    {
        var checkedOne = await Authenticator().CheckAsync(new Credentials(key, token), Test.Stop);

        if (reason is null)
        {
            Assert.Equal(Users.Lead, checkedOne.Value().User);
        }
        else
        {
            Assert.Equal(reason, checkedOne.Refusal(ErrorCode.AuthenticationFailed).Detail(AuthenticationFailure.Reason));
        }
    }

    [Fact]
    public async Task Check_ATokenWhereThereIsNoIssuer_IsRefusedWhateverTheKey()
    {
        var authenticator = new Authenticator(_settings, new RoleDirectory(_settings), Options("production"), new FakeTimeProvider(Moments.Start));

        var refusal = (await authenticator.CheckAsync(new Credentials("test-key", "lead-token"), Test.Stop)).Refusal(ErrorCode.AuthenticationFailed);

        Assert.Equal("no_issuer", refusal.Detail(AuthenticationFailure.Reason));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("LEAD@example.com")]
    public async Task Identify_ByAToken_IsTheTokensUserWithTheirRoles(string? named)
    {
        var caller = (await Authenticator().IdentifyAsync(TokenOf(Users.Lead), named, RequestSource.Api, Test.Stop)).Value();

        Assert.Equal((new Person(Users.Lead, IdentityKind.Verified, RequestSource.Api), Users.RolesOf(Users.Lead)), (caller.Person, caller.Roles));
    }

    [Fact]
    public async Task Identify_ByATokenOfTheConsole_ComesByTheConsoleInPerson()
    {
        var caller = (await Authenticator().IdentifyAsync(TokenOf(Users.Lead, console: true, signedIn: Moments.Start), null, RequestSource.Api, Test.Stop)).Value();

        Assert.Equal(new Person(Users.Lead, IdentityKind.Verified, RequestSource.Console, InPerson: true), caller.Person);
        Assert.False(caller.IsSignInTooOld);
    }

    [Theory]
    [InlineData(60 * 60, true)]
    [InlineData((60 * 60) + 1, false)]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    [InlineData(null, false)]
    public async Task Identify_ByATokenOfTheConsole_IsInPersonForAnHourAfterTheSignIn(int? secondsAgo, bool inPerson)
    {
        var token = TokenOf(Users.Lead, console: true, secondsAgo is { } ago ? Moments.Start - TimeSpan.FromSeconds(ago) : null);

        var caller = (await Authenticator().IdentifyAsync(token, null, RequestSource.Api, Test.Stop)).Value();

        Assert.Equal((inPerson, !inPerson, RequestSource.Console), (caller.Person.InPerson, caller.IsSignInTooOld, caller.Person.Source));
    }

    [Fact]
    public async Task Identify_ByATokenOfAnotherClient_IsAProgramHoweverFreshTheSignIn()
    {
        var caller = (await Authenticator().IdentifyAsync(TokenOf(Users.Lead, console: false, Moments.Start), null, RequestSource.Api, Test.Stop)).Value();

        Assert.Equal((true, false, "client", RequestSource.Api), (caller.Person.IsProgram, caller.IsSignInTooOld, caller.Client, caller.Person.Source));
    }

    [Fact]
    public async Task Identify_ByAnAliasOfAPerson_IsThatPersonWithTheirRoles()
    {
        _settings.Cached[$"{ParameterNames.People}/1"] = "l.ead@example.com = lead@example.com";

        Assert.Equal((Users.Lead, Users.RolesOf(Users.Lead)), await IdentifiedAsync("L.Ead@example.com"));
        Assert.Equal((Users.Lead, Users.RolesOf(Users.Lead)), await IdentifiedAsync("lead@example.com"));
    }

    [Fact]
    public async Task Identify_ByAnAddressThatTwoPeopleHave_IsNobody()
    {
        _settings.Cached[$"{ParameterNames.People}/1"] = "team@example.com=lead@example.com";
        _settings.Cached[$"{ParameterNames.People}/9"] = "team@example.com=admin@example.com";

        var refusal = (await IdentifyAsync("team@example.com")).Refusal(ErrorCode.UserNotAuthorized);

        Assert.Equal("two_people", refusal.Detail(AuthenticationFailure.Reason));
        Assert.Contains("/opsagent/people", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin@example.com")]
    [InlineData("me")]
    [InlineData("lead@example.com,admin@example.com")]
    public async Task Identify_ByATokenInAnothersName_IsRefusedAndTellsNobodyElse(string named)
    {
        var refusal = (await Authenticator().IdentifyAsync(TokenOf(Users.Lead), named, RequestSource.Api, Test.Stop)).Refusal(ErrorCode.AuthenticationFailed);

        Assert.Equal(("other_user", "lead@example.com"), (refusal.Detail(AuthenticationFailure.Reason), refusal.Detail(AuthenticationFailure.User)));
        Assert.DoesNotContain(named, refusal.Message.Replace("user_context", "", StringComparison.Ordinal).Replace("names", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identify_ByATokenOfSomebodyOnNoList_IsNotAuthorized() =>
        (await Authenticator().IdentifyAsync(TokenOf(Users.Id("stranger@example.com")), null, RequestSource.Api, Test.Stop)).Refusal(ErrorCode.UserNotAuthorized);

    [Fact]
    public void Of_EveryFault_HasAReasonAndASentenceOfItsOwn()
    {
        var refusals = Enum.GetValues<TokenProblem>().Select(f => AuthenticationFailure.From(new TokenVerification.Refused(f))).ToList();

        Assert.All(refusals, r => Assert.StartsWith("Authentication failed. ", r.Message, StringComparison.Ordinal));
        Assert.Equal(refusals.Count, refusals.Select(r => r.Message).Distinct().Count());
        Assert.Equal(refusals.Count, refusals.Select(r => r.Detail(AuthenticationFailure.Reason)).Distinct().Count());
    }

    [Fact]
    public void Credentials_AsText_TellNothing() => Assert.Equal("Credentials", new Credentials("a-key", "a-token").ToString());

    private async Task<Refusal?> CheckAsync(string? key, Authenticator? authenticator = null) =>
        (await (authenticator ?? Authenticator(tokens: false)).CheckAsync(new Credentials(key, null), Test.Stop)).Succeeded(out _, out var refusal) ? null : refusal;

    private static AuthenticationResult TokenOf(UserId user, bool console = false, DateTimeOffset? signedIn = null) =>
        new(new TokenVerification.Verified(user, "client", console, signedIn));

    private static AgentOptions Options(string environment) =>
        new() { Mode = ExecutionMode.SandboxLive, Environment = environment, TagPolicy = TagPolicy.Standard(environment) };

    private async Task<(UserId User, Roles Roles)> IdentifiedAsync(string name)
    {
        var caller = (await IdentifyAsync(name)).Value();
        return (caller.UserId, caller.Roles);
    }

    private Task<Outcome<Caller>> IdentifyAsync(string? name) => Authenticator().IdentifyAsync(AuthenticationResult.ClientOnly, name, RequestSource.Api, Test.Stop);

    private Authenticator Authenticator(string environment = "production", bool tokens = true) =>
        new(_settings, new RoleDirectory(_settings), Options(environment), new FakeTimeProvider(Moments.Start), tokens ? Tokens : null);

    private static FakeTokenVerifier Tokens => new(
        ("lead-token", new TokenVerification.Verified(Users.Lead)), ("old-token", new TokenVerification.Refused(TokenProblem.Expired, Users.Lead)));
}
