using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Oidc;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Functions.Tests.Identity;

/// <summary>How an issuer's keys are kept and followed.</summary>
public sealed class IssuerKeysTests : IAsyncDisposable
{
    private readonly FakeOidcIssuer issuer = new();
    private readonly FakeTimeProvider time = new(Moments.Start);
    private readonly List<string> reports = [];
    private readonly OidcTokenVerifier verifier;

    public IssuerKeysTests() => verifier = new OidcTokenVerifier(new OidcOptions(issuer.Issuer, [issuer.Audience]), reports.Add, time);

    public static TheoryData<string, string> Answers => new()
    {
        { "/.well-known/openid-configuration", "not JSON" },
        { "/.well-known/openid-configuration", "[]" },
        { "/.well-known/openid-configuration", "{}" },
        { "/.well-known/openid-configuration", """{"issuer":"https://issuer.example.com","jwks_uri":"https://issuer.example.com/keys"}""" },
        { "/.well-known/openid-configuration", """{"issuer":"ISSUER","jwks_uri":"http://169.254.169.254/latest/meta-data"}""" },
        { "/.well-known/openid-configuration", """{"issuer":"ISSUER","jwks_uri":"file:///etc/passwd"}""" },
        { "/.well-known/openid-configuration", """{"issuer":"ISSUER","jwks_uri":7}""" },
        { "/.well-known/openid-configuration", "redirect" },
        { "/keys", "not JSON" },
        { "/keys", "redirect" },
        { "/keys", """{"keys":"none"}""" },
        { "/keys", $$"""{"keys":[],"more":"{{new string('x', 300_000)}}"}""" },
    };

    public async ValueTask DisposeAsync()
    {
        verifier.Dispose();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task Keys_ManyTokens_AreReadOnceAnHour()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FaultAsync()));
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Null(await FaultAsync());
        Assert.Equal((1, 1), (issuer.DiscoveryReads, issuer.KeyReads));

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await FaultAsync());
        Assert.Equal((2, 2), (issuer.DiscoveryReads, issuer.KeyReads));
    }

    [Fact]
    public async Task Keys_TheIssuerRolledOver_AreReadAgainForTheNewOneAndTheOldOneIsGone()
    {
        Assert.Null(await FaultAsync());
        var old = issuer.Token("lead@example.com", time.GetUtcNow());
        issuer.RollOver();
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await FaultAsync());
        Assert.Equal(new TokenVerification.Refused(TokenProblem.UnknownKey, Users.Lead), await verifier.VerifyAsync(old, CancellationToken.None));
    }

    [Fact]
    public async Task Keys_UnknownOnes_MakeTheIssuerBeAskedAtMostOnceAMinute()
    {
        Assert.Null(await FaultAsync());
        for (var second = 0; second < 180; second++)
        {
            var stranger = issuer.Token("lead@example.com", time.GetUtcNow(), header: h => h["kid"] = $"made-up-{second}");
            Assert.IsType<TokenVerification.Refused>(await verifier.VerifyAsync(stranger, CancellationToken.None));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, issuer.KeyReads);
    }

    [Fact]
    public async Task Keys_TheIssuerIsDown_AreUsedForADayAndNotLonger()
    {
        Assert.Null(await FaultAsync());
        issuer.IsDown = true;
        time.Advance(TimeSpan.FromHours(23));
        Assert.Null(await FaultAsync());
        Assert.Contains("The keys of the issuer", Assert.Single(reports), StringComparison.Ordinal);

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TokenProblem.IssuerUnreachable, await FaultAsync());
    }

    [Fact]
    public async Task Keys_TheIssuerIsDownForAnHour_IsAskedOnceAMinute()
    {
        Assert.Null(await FaultAsync());
        issuer.IsDown = true;
        time.Advance(TimeSpan.FromHours(1));
        for (var second = 0; second < 180; second++)
        {
            Assert.Null(await FaultAsync());
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, reports.Count);
    }

    [Fact]
    public async Task Keys_TheIssuerIsDownFromTheBeginning_AreAskedForEveryTenSeconds()
    {
        issuer.IsDown = true;
        for (var second = 0; second < 30; second++)
        {
            Assert.Equal(TokenProblem.IssuerUnreachable, await FaultAsync());
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, reports.Count);
        issuer.IsDown = false;
        Assert.Null(await FaultAsync());
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Keys_TheIssuerAnswersSomethingElse_AreNotHad(string path, string answer)
    {
        issuer.Instead = p => p == path ? answer.Replace("ISSUER", issuer.Issuer, StringComparison.Ordinal) : null;

        Assert.Equal(TokenProblem.IssuerUnreachable, await FaultAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => verifier.CheckAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Keys_ASymmetricOneAmongThem_SignsNothing()
    {
        const string secret = "c2VjcmV0LW9mLTMyLWJ5dGVzLWZvci10aGlzLXRlc3Q";
        issuer.Instead = p => p == "/keys" ? $$"""{"keys":[{"kty":"oct","kid":"rsa-1","k":"{{secret}}"}]}""" : null;

        Assert.Equal(TokenProblem.IssuerUnreachable, await FaultAsync());
    }

    [Fact]
    public async Task Keys_ForEncryption_CheckNoSignature()
    {
        var encrypting = TokenSigner.Rsa("RS256", "rsa-1");
        encrypting.PublicKey!["use"] = "enc";
        issuer.Published = [encrypting, .. issuer.Published.Skip(1)];

        Assert.Equal(TokenProblem.UnknownKey, await FaultAsync()); // the EC key is left
    }

    [Fact]
    public async Task Check_TheIssuerAnswers_IsContent() => await verifier.CheckAsync(CancellationToken.None);

    private async Task<TokenProblem?> FaultAsync() =>
        (await verifier.VerifyAsync(issuer.Token("lead@example.com", time.GetUtcNow()), CancellationToken.None) as TokenVerification.Refused)?.Problem;
}
