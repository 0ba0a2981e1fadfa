using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Oidc;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Functions.Tests.Identity;

/// <summary>Tokens of a real issuer on the loopback, good and bad, on a driven clock.</summary>
public sealed class OidcTokenVerifierTests : IAsyncDisposable
{
    private const string Lead = "lead@example.com";

    private static readonly TokenSigner Stranger = TokenSigner.Rsa("RS256", "rsa-1");

    private static readonly Dictionary<string, (TokenProblem Fault, Func<OidcTokenVerifierTests, string> Token)> Bad = new()
    {
        ["nothing"] = (TokenProblem.Malformed, _ => string.Empty),
        ["garbage"] = (TokenProblem.Malformed, _ => "garbage"),
        ["two parts"] = (TokenProblem.Malformed, t => string.Join('.', t.Good().Split('.')[..2])),
        ["an encrypted token's five parts"] = (TokenProblem.Malformed, t => t.Good() + ".a.b"),
        ["padding"] = (TokenProblem.Malformed, t => t.Good() + "="),
        ["white space"] = (TokenProblem.Malformed, t => t.Good().Replace(".", ". ", StringComparison.Ordinal)),
        ["too long"] = (TokenProblem.Malformed, t => t.Token(c => c["more"] = new string('x', 8000))),
        ["too deep"] = (TokenProblem.Malformed, t => t.Token(c => c["more"] = JsonNode.Parse(new string('[', 9) + new string(']', 9)))),
        ["a claim given twice"] = (TokenProblem.Malformed, t => Raw("""{"alg":"RS256","kid":"rsa-1"}""", $$"""{"iss":"{{t.issuer.Issuer}}","email":"a@b.c","email":"lead@example.com"}""")),
        ["an algorithm given twice"] = (TokenProblem.Malformed, _ => Raw("""{"alg":"none","alg":"RS256","kid":"rsa-1"}""", "{}")),
        ["a payload that is no object"] = (TokenProblem.Malformed, _ => Raw("""{"alg":"RS256","kid":"rsa-1"}""", "[]")),
        ["half a surrogate pair"] = (TokenProblem.Malformed, _ => Raw("""{"alg":"RS256","kid":"rsa-1"}""", """{"email":"\ud83d"}""")),
        ["a critical extension"] = (TokenProblem.Malformed, t => t.Token(header: h => h["crit"] = new JsonArray("b64"))),
        ["a logout token"] = (TokenProblem.Malformed, t => t.Token(header: h => h["typ"] = "logout+jwt")),
        ["no signature"] = (TokenProblem.Signature, t => t.Good()[..(t.Good().LastIndexOf('.') + 1)]),
        ["alg none"] = (TokenProblem.Algorithm, t => t.Token(by: TokenSigner.None("rsa-1"))),
        ["alg None in another case"] = (TokenProblem.Algorithm, t => t.Token(header: h => h["alg"] = "nOnE", by: TokenSigner.None("rsa-1"))),
        ["HS256 with the public key as PEM"] = (TokenProblem.Algorithm, t => t.Token(by: TokenSigner.Hmac(t.issuer.Signer.PublicPem!, "rsa-1"))),
        ["HS256 with the public key as JSON"] = (TokenProblem.Algorithm, t => t.Token(by: TokenSigner.Hmac(t.issuer.Signer.PublicKey!.ToJsonString(), "rsa-1"))),
        ["no algorithm"] = (TokenProblem.Algorithm, t => t.Token(header: h => h.Remove("alg"))),
        ["an algorithm that is no text"] = (TokenProblem.Algorithm, t => t.Token(header: h => h["alg"] = 256)),
        ["an RSA key's token that says ES256"] = (TokenProblem.Signature, t => t.Token(header: h => h["alg"] = "ES256")),
        ["another issuer"] = (TokenProblem.Issuer, t => t.Token(c => c["iss"] = "https://issuer.example.com")),
        ["the issuer with a slash"] = (TokenProblem.Issuer, t => t.Token(c => c["iss"] = t.issuer.Issuer + "/")),
        ["no issuer"] = (TokenProblem.Issuer, t => t.Token(c => c.Remove("iss"))),
        ["an unknown key"] = (TokenProblem.UnknownKey, t => t.Token(by: TokenSigner.Rsa("RS256", "rsa-9"))),
        ["no key id"] = (TokenProblem.UnknownKey, t => t.Token(header: h => h.Remove("kid"))),
        ["another key under a known id"] = (TokenProblem.Signature, t => t.Token(by: TokenSigner.Rsa("RS256", "rsa-1"))),
        ["a key that it brings itself"] = (TokenProblem.Signature, t => t.Token(
            header: h => h["jwk"] = Stranger.PublicKey!.DeepClone(), by: Stranger)),
        ["another payload under the signature"] = (TokenProblem.Signature, t => Swapped(t.Good(), t.Token(c => c["email"] = "admin@example.com"))),
        ["another audience"] = (TokenProblem.Audience, t => t.Token(c => c["aud"] = "another-application")),
        ["the audience with a slash"] = (TokenProblem.Audience, t => t.Token(c => c["aud"] = t.issuer.Audience + "/")),
        ["no audience"] = (TokenProblem.Audience, t => t.Token(c => c.Remove("aud"))),
        ["expired a minute ago"] = (TokenProblem.Expired, t => t.Token(c => c["exp"] = t.Seconds(-60))),
        ["no end"] = (TokenProblem.Expired, t => t.Token(c => c.Remove("exp"))),
        ["valid in more than a minute"] = (TokenProblem.NotYetValid, t => t.Token(c => c["nbf"] = t.Seconds(61))),
        ["no user"] = (TokenProblem.NoUser, t => t.Token(c => c.Remove("email"))),
        ["a user that is no address"] = (TokenProblem.NoUser, t => t.Token(c => c["email"] = "lead")),
        ["a user list"] = (TokenProblem.NoUser, t => t.Token(c => c["email"] = new JsonArray(Lead))),
        ["a user in Cyrillic letters"] = (TokenProblem.NoUser, t => t.Token(c => c["email"] = "lеad@example.com")),
        ["an unverified address"] = (TokenProblem.UnverifiedUser, t => t.Token(c => c["email_verified"] = false)),
        ["an address that nobody speaks of"] = (TokenProblem.UnverifiedUser, t => t.Token(c => c.Remove("email_verified"))),
        ["an address verified by one"] = (TokenProblem.UnverifiedUser, t => t.Token(c => c["email_verified"] = 1)),
    };

    private readonly FakeOidcIssuer issuer = new();
    private readonly FakeTimeProvider time = new(Moments.Start);
    private readonly List<string> reports = [];

    public static TheoryData<string> BadTokens => [.. Bad.Keys];

    public static TheoryData<string> Algorithms => ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public async ValueTask DisposeAsync() => await issuer.DisposeAsync();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Verify_AGoodToken_IsItsUser(string algorithm)
    {
        var signer = algorithm[0] == 'E' ? TokenSigner.Ec(algorithm, "key-1") : TokenSigner.Rsa(algorithm, "key-1");
        issuer.Published = [signer];
        using var verifier = Verifier();

        Assert.Equal(Users.Lead, Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Token(c => c["email"] = "Lead@Example.com", by: signer))).User);
    }

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Verify_ABadToken_IsRefusedForItsFault(string name)
    {
        using var verifier = Verifier();
        var (fault, token) = Bad[name];

        var refused = Assert.IsType<TokenVerification.Refused>(await VerifyAsync(verifier, token(this)));

        Assert.Equal(fault, refused.Problem);
        Assert.Equal(Users.Lead, Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Good())).User);
    }

    [Fact]
    public async Task Verify_ABadTokenWithAName_TellsWhomItClaims()
    {
        using var verifier = Verifier();

        Assert.Equal(
            new TokenVerification.Refused(TokenProblem.Signature, Users.Lead),
            await VerifyAsync(verifier, Token(by: TokenSigner.Rsa("RS256", "rsa-1"))));
    }

    [Theory]
    [InlineData("exp", -59, true)]
    [InlineData("exp", -60, false)]
    [InlineData("nbf", 60, true)]
    [InlineData("nbf", 61, false)]
    public async Task Verify_AtTheEdgesOfItsTime_AllowsAMinute(string claim, int seconds, bool good)
    {
        using var verifier = Verifier();

        Assert.Equal(good, await VerifyAsync(verifier, Token(c => c[claim] = Seconds(seconds))) is TokenVerification.Verified);
    }

    [Fact]
    public async Task Verify_ATokenForSeveralAudiences_IsGoodIfOursIsAmongThem()
    {
        using var verifier = Verifier();

        Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Token(c => c["aud"] = new JsonArray("another", issuer.Audience))));
    }

    [Theory]
    [InlineData("at+jwt", true)]
    [InlineData("application/at+jwt", true)]
    [InlineData(null, true)]
    [InlineData("secevent+jwt", false)]
    public async Task Verify_AnotherTypeOfToken_IsGoodIfItIsForAccess(string? type, bool good)
    {
        using var verifier = Verifier();

        Assert.Equal(good, await VerifyAsync(verifier, Token(header: h => h["typ"] = type)) is TokenVerification.Verified);
    }

    [Fact]
    public async Task Verify_WithAnotherClaimAndNoVerification_TakesTheUserFromThere()
    {
        using var verifier = new OidcTokenVerifier(new OidcOptions(issuer.Issuer, [issuer.Audience], "preferred_username", RequireVerified: false), reports.Add, time);
        var token = Token(c =>
        {
            c["preferred_username"] = Lead;
            c["email"] = "someone@else.com";
            c.Remove("email_verified");
        });

        Assert.Equal(Users.Lead, Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, token)).User);
    }

    [Theory]
    [InlineData("opsagent-console", "azp", "azp", "opsagent-console", true)]
    [InlineData("opsagent-console", "client_id", "client_id", "opsagent-console", true)]
    [InlineData("opsagent-console", "cid", "cid", "opsagent-console", true)]
    [InlineData("opsagent-console", "appid", "appid", "opsagent-console", true)]
    [InlineData("opsagent-console", "azp", "azp", "a-program", false)]
    [InlineData("opsagent-console", "azp", "azp", "OPSAGENT-CONSOLE", false)]
    [InlineData("opsagent-console", "azp", "client_id", "opsagent-console", false)]
    [InlineData("opsagent-console", "client_id", "azp", "opsagent-console", false)]
    [InlineData("opsagent-tests", "aud", "scope", "openid", true)]
    [InlineData("opsagent-tests", "azp", "scope", "openid", false)]
    [InlineData(null, "azp", "azp", "opsagent-console", false)]
    public async Task Verify_WhomATokenWasMadeFor_IsSaidByTheOneClaimOfTheIssuer(string? console, string clientClaim, string claim, string client, bool isConsoles)
    {
        using var verifier = new OidcTokenVerifier(new OidcOptions(issuer.Issuer, [issuer.Audience], ConsoleClientId: console, ClientClaim: clientClaim), reports.Add, time);

        var verified = Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Token(c => c[claim] = client)));

        Assert.Equal((Users.Lead, isConsoles), (verified.User, verified.AtConsole));
        Assert.Equal(clientClaim == claim ? client : clientClaim == "aud" ? issuer.Audience : null, verified.Client);
    }

    [Fact]
    public async Task Verify_ATokenForSeveralAudiencesWhereTheAudienceIsTheClient_IsAProgram()
    {
        using var verifier = new OidcTokenVerifier(new OidcOptions(issuer.Issuer, [issuer.Audience], ConsoleClientId: issuer.Audience, ClientClaim: "aud"), reports.Add, time);

        var verified = Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Token(c => c["aud"] = new JsonArray(issuer.Audience, "another"))));

        Assert.Equal((null, false), (verified.Client, verified.AtConsole));
    }

    [Fact]
    public async Task Verify_ATokenForOneOfTheAudiences_IsGood()
    {
        using var verifier = new OidcTokenVerifier(new OidcOptions(issuer.Issuer, ["the-plugin", "opsagent-api"]), reports.Add, time);

        Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Token(c => c["aud"] = "the-plugin")));
        Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Token(c => c["aud"] = "opsagent-api")));
        Assert.Equal(TokenProblem.Audience, (await VerifyAsync(verifier, Token(c => c["aud"] = "the-plugin,opsagent-api")) as TokenVerification.Refused)?.Problem);
    }

    [Fact]
    public async Task Verify_WhenTheUserSignedIn_IsAuthTimeAndWhereThereIsNoneTheIssue()
    {
        using var verifier = Verifier();
        var signedIn = time.GetUtcNow() - TimeSpan.FromMinutes(90);
        var issued = time.GetUtcNow() - TimeSpan.FromMinutes(5);

        Assert.Equal(signedIn, await SignedInAsync(c => (c["auth_time"], c["iat"]) = (signedIn.ToUnixTimeSeconds(), issued.ToUnixTimeSeconds())));
        Assert.Equal(issued, await SignedInAsync(c => c["iat"] = issued.ToUnixTimeSeconds()));
        Assert.Null(await SignedInAsync(c => c.Remove("iat")));
        Assert.Null(await SignedInAsync(c => (c["auth_time"], c["iat"]) = ("yesterday", issued.ToUnixTimeSeconds())));

        async Task<DateTimeOffset?> SignedInAsync(Action<JsonObject> claims) =>
            Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Token(claims))).SignedInAt;
    }

    [Fact]
    public async Task Verify_AnAddressThatTheIssuerVerifiedInText_IsGood()
    {
        using var verifier = Verifier();

        Assert.IsType<TokenVerification.Verified>(await VerifyAsync(verifier, Token(c => c["email_verified"] = "true")));
    }

    [Theory]
    [InlineData(1024, TokenProblem.IssuerUnreachable)]
    [InlineData(2048, null)]
    public async Task Verify_AnRsaKey_CountsFrom2048Bits(int bits, TokenProblem? fault)
    {
        var signer = TokenSigner.Rsa("RS256", "key-1", bits);
        issuer.Published = [signer];
        using var verifier = Verifier();

        Assert.Equal(fault, (await VerifyAsync(verifier, Token(by: signer)) as TokenVerification.Refused)?.Problem);
    }

    [Fact]
    public async Task Verify_AGoodTokenWithAnyOneCharacterOfItsTextChanged_IsNeverGood()
    {
        using var verifier = Verifier();
        var good = Good();
        for (var at = 0; at < good.LastIndexOf('.'); at++)
        {
            foreach (var other in "Aw.=\0é")
            {
                var changed = good.Remove(at, 1).Insert(at, $"{other}");
                Assert.True(changed == good || await VerifyAsync(verifier, changed) is TokenVerification.Refused, $"{changed} is good");
            }

            Assert.IsType<TokenVerification.Refused>(await VerifyAsync(verifier, good[..at]));
        }
    }

    [Fact]
    public async Task Verify_WhatATokenSays_AsksTheIssuerOnlyForItsOwn()
    {
        using var verifier = Verifier();
        foreach (var name in new[] { "garbage", "alg none", "HS256 with the public key as PEM", "another issuer", "a logout token" })
        {
            await VerifyAsync(verifier, Bad[name].Token(this));
        }

        Assert.Equal(0, issuer.DiscoveryReads);
    }

    private OidcTokenVerifier Verifier() => new(new OidcOptions(issuer.Issuer, [issuer.Audience]), reports.Add, time);

    private string Good() => Token();

    private string Token(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, TokenSigner? by = null) =>
        issuer.Token(Lead, time.GetUtcNow(), claims, header, by);

    private static string Raw(string header, string payload) =>
        $"{TokenSigner.Text(System.Text.Encoding.UTF8.GetBytes(header))}.{TokenSigner.Text(System.Text.Encoding.UTF8.GetBytes(payload))}.c2lnbmF0dXJl";

    private long Seconds(int fromNow) => time.GetUtcNow().AddSeconds(fromNow).ToUnixTimeSeconds();

    private static string Swapped(string token, string other) => string.Join('.', token.Split('.')[0], other.Split('.')[1], token.Split('.')[2]);

    private static Task<TokenVerification> VerifyAsync(OidcTokenVerifier verifier, string token) => verifier.VerifyAsync(token, CancellationToken.None);
}
