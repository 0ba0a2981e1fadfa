using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Oidc;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Functions.Tests.Identity.Providers;

/// <summary>
/// The tokens of each identity provider with the parameters that docs/identity-providers.md gives for it. The shapes lie in JSON
/// files beside this one, each with its source; times there are seconds from now. Keys and issuer are the tests'.
/// </summary>
public sealed partial class ProviderTests : IAsyncDisposable
{
    private const string Pool = "Amazon Cognito, ID tokens";
    private const string PoolForPlugins = "Amazon Cognito, access tokens";
    private const string Google = "Google";
    private const string Entra = "Microsoft Entra ID";
    private const string EntraV1 = "Microsoft Entra ID, version 1 tokens";
    private const string Okta = "Okta";

    private static readonly Dictionary<string, string> Files = new()
    {
        [Pool] = "cognito", [PoolForPlugins] = "cognito", [Google] = "google", [Entra] = "entra", [EntraV1] = "entra-v1", [Okta] = "okta",
    };

    private static readonly string Page = Read("identity-providers.md");

    private readonly FakeOidcIssuer issuer = new();
    private readonly FakeTimeProvider time = new(Moments.Start);
    private readonly List<string> reports = [];

    public static TheoryData<string> Providers => [.. Files.Keys];

    public async ValueTask DisposeAsync() => await issuer.DisposeAsync();

    [Theory]
    [InlineData(Pool, "id_token", "1consoleclient", true, -120)]
    [InlineData(PoolForPlugins, "access_token", "2pluginclient", false, -120)]
    [InlineData(Google, "id_token", "1234987819200.apps.googleusercontent.com", false, -60)]
    [InlineData(Entra, "id_token", "11111111-aaaa-4aaa-8aaa-111111111111", true, -120)]
    [InlineData(Entra, "access_token", "33333333-cccc-4ccc-8ccc-333333333333", false, 0)]
    [InlineData(EntraV1, "access_token", "33333333-cccc-4ccc-8ccc-333333333333", false, 0)]
    [InlineData(Okta, "access_token", "0oaconsole", true, -120)]
    public async Task Verify_ATokenOfTheProvider_IsItsUserByItsClient(string provider, string token, string client, bool atConsole, int signedIn)
    {
        // What the trigger of the page's section adds.
        var verified = Assert.IsType<TokenVerification.Verified>(await VerifyAsync(provider, token, p => WithEmail(p, provider == PoolForPlugins)));

        Assert.Equal(
            new TokenVerification.Verified(Users.Lead, client, atConsole, time.GetUtcNow().AddSeconds(signedIn)),
            verified);
    }

    [Fact]
    public async Task Verify_AnAccessTokenOfThePoolForTheConsole_IsInPerson()
    {
        var verified = Assert.IsType<TokenVerification.Verified>(await VerifyAsync(PoolForPlugins, "access_token", p =>
        {
            WithEmail(p, true);
            p["client_id"] = "1consoleclient";
        }));

        Assert.Equal(("1consoleclient", true), (verified.Client, verified.AtConsole));
    }

    [Theory]
    [InlineData(PoolForPlugins, "access_token", TokenProblem.NoUser)]
    [InlineData(Pool, "access_token", TokenProblem.Audience)]
    [InlineData(Entra, "access_token_for_graph", TokenProblem.Audience)]
    [InlineData(Okta, "access_token_of_the_organisation", TokenProblem.Issuer)]
    [InlineData(Okta, "id_token", TokenProblem.Audience)]
    public async Task Verify_AnotherTokenOfTheProvider_IsRefusedForWhatIsWrong(string provider, string token, TokenProblem problem) =>
        Assert.Equal(problem, Assert.IsType<TokenVerification.Refused>(await VerifyAsync(provider, token)).Problem);

    [Fact]
    public async Task Verify_TheOrganisationsOwnAccessTokenAtOkta_IsForTheOrganisationAlone()
    {
        using var verifier = Verifier(Options(Okta) with { Issuer = issuer.Issuer });
        var token = Sign(Shape(Okta), "access_token_of_the_organisation", p => p["iss"] = issuer.Issuer);

        Assert.Equal(TokenProblem.Audience, Assert.IsType<TokenVerification.Refused>(await verifier.VerifyAsync(token, CancellationToken.None)).Problem);
    }

    [Fact]
    public async Task Verify_AnOpaqueAccessTokenOfGoogle_IsNoSignedToken()
    {
        using var verifier = Verifier(Options(Google) with { Issuer = issuer.Issuer });

        Assert.Equal(
            new TokenVerification.Refused(TokenProblem.Malformed),
            await verifier.VerifyAsync((string)Shape(Google)["opaque_access_token"]!, CancellationToken.None));
    }

    [Theory]
    [InlineData("client_id", "3another", null)]
    [InlineData("client_id", null, null)]
    [InlineData("token_use", "id", null)]
    [InlineData("token_use", null, null)]
    [InlineData("aud", "https://another.example.com", null)]
    [InlineData("aud", null, "null")]
    [InlineData("aud", null, "[]")]
    [InlineData("aud", null, """["2pluginclient", 7]""")]
    public async Task Verify_AnAccessTokenOfThePoolThatIsNotForUs_IsRefused(string claim, string? text, string? json)
    {
        var refused = Assert.IsType<TokenVerification.Refused>(await VerifyAsync(PoolForPlugins, "access_token", p =>
        {
            WithEmail(p, true);
            p.Remove(claim);
            if (text is not null || json is not null)
            {
                p[claim] = json is null ? text : JsonNode.Parse(json);
            }
        }));

        Assert.Equal(TokenProblem.Audience, refused.Problem);
    }

    [Theory]
    [InlineData("azp")]
    [InlineData("cid")]
    [InlineData("appid")]
    [InlineData("aud")]
    public async Task Verify_ATokenWithoutAnAudienceWhereClientsAreNamedOtherwise_IsRefused(string clientClaim)
    {
        var refused = await VerifyAsync(PoolForPlugins, "access_token", p => WithEmail(p, true), o => o with { ClientClaim = clientClaim });

        Assert.Equal(TokenProblem.Audience, Assert.IsType<TokenVerification.Refused>(refused).Problem);
    }

    [Fact]
    public async Task Verify_ATokenForTheConsoleThatAnotherClientGot_IsAProgram()
    {
        var verified = Assert.IsType<TokenVerification.Verified>(await VerifyAsync(Entra, "id_token", p => p["azp"] = "another"));

        Assert.Equal(("another", false), (verified.Client, verified.AtConsole));
    }

    [Fact]
    public async Task Verify_AnAddressThatTheUserTypedAtEntra_IsNotTheUser()
    {
        // email can be set to anybody's there; preferred_username is shown and not checked.
        var verified = Assert.IsType<TokenVerification.Verified>(await VerifyAsync(Entra, "id_token", p => (p["email"], p["preferred_username"]) = ("admin@example.com", "admin@example.com")));

        Assert.Equal(Users.Lead, verified.User);
    }

    [Fact]
    public async Task Verify_WithAHundredGroupsInTheToken_HoldsUpToTheLimitOfItsText()
    {
        var few = new JsonArray([.. Enumerable.Range(0, 120).Select(i => (JsonNode)$"00000000-0000-0000-0000-{i:000000000000}")]);
        var many = new JsonArray([.. Enumerable.Range(0, 200).Select(i => (JsonNode)$"00000000-0000-0000-0000-{i:000000000000}")]);

        Assert.IsType<TokenVerification.Verified>(await VerifyAsync(Entra, "access_token", p => p["groups"] = few));
        Assert.Equal(TokenProblem.Malformed, Assert.IsType<TokenVerification.Refused>(await VerifyAsync(Entra, "access_token", p => p["groups"] = many)).Problem);
    }

    [Fact]
    public async Task Verify_WithAnIssuerThatStandsForAnyTenant_IsRefusedAndReported()
    {
        using var verifier = Verifier(Options(Entra) with { Issuer = issuer.Issuer });
        issuer.Instead = path => path == "/keys" ? null
            : new JsonObject { ["issuer"] = "https://login.microsoftonline.com/{tenantid}/v2.0", ["jwks_uri"] = $"{issuer.Issuer}/keys" }.ToJsonString();

        var refused = await verifier.VerifyAsync(Sign(Shape(Entra), "access_token", p => p["iss"] = issuer.Issuer), CancellationToken.None);

        Assert.Equal(TokenProblem.IssuerUnreachable, Assert.IsType<TokenVerification.Refused>(refused).Problem);
        Assert.Contains("is that of the issuer https://login.microsoftonline.com/{tenantid}/v2.0", Assert.Single(reports), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WithKeysForEncryptionOrCertificatesAlone_TakesTheOneForSignatures()
    {
        var key = issuer.Signer.PublicKey!;
        var encryption = key.DeepClone().AsObject();
        (encryption["use"], encryption["kid"]) = ("enc", "for-encryption");
        var certificate = new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "certificate", ["x5c"] = new JsonArray("bm90IGEgY2VydGlmaWNhdGU=") };
        issuer.Instead = path => path == "/keys" ? new JsonObject { ["keys"] = new JsonArray(encryption.DeepClone(), certificate.DeepClone(), key.DeepClone()) }.ToJsonString() : null;
        using var verifier = Verifier(Options(Okta) with { Issuer = issuer.Issuer });
        string Token(string kid) => issuer.Signer.Sign(
            new JsonObject { ["alg"] = "RS256", ["kid"] = kid }, Payload(Shape(Okta)["tokens"]!["access_token"]!["payload"]!, p => p["iss"] = issuer.Issuer));

        Assert.IsType<TokenVerification.Verified>(await verifier.VerifyAsync(Token(issuer.Signer.KeyId), CancellationToken.None));
        Assert.Equal(TokenProblem.UnknownKey, Assert.IsType<TokenVerification.Refused>(await verifier.VerifyAsync(Token("for-encryption"), CancellationToken.None)).Problem);
        Assert.Equal(TokenProblem.UnknownKey, Assert.IsType<TokenVerification.Refused>(await verifier.VerifyAsync(Token("certificate"), CancellationToken.None)).Problem);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Parameters_OfThePage_AreThoseOfTheDiscoveryDocument(string provider)
    {
        var parameters = Parameters(provider);
        var discovery = Shape(provider)["discovery"]!;
        string OriginOf(string member) => new Uri((string)discovery[member]!).GetLeftPart(UriPartial.Authority);

        Assert.Equal((string?)discovery["issuer"], parameters["OidcIssuer"]);
        if (parameters.ContainsKey("OidcClientId"))
        {
            Assert.Equal(OriginOf("token_endpoint") == OriginOf("issuer") ? null : OriginOf("token_endpoint"), parameters.GetValueOrDefault("OidcTokenOrigin"));
        }
    }

    [Fact]
    public void Page_EveryDeployment_IsOneOfTheTested() =>
        Assert.Equal(Files.Keys.Order(StringComparer.Ordinal), Section().Matches(Page).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal));

    private static void WithEmail(JsonObject payload, bool isAdded)
    {
        if (isAdded)
        {
            (payload["email"], payload["email_verified"]) = ("lead@example.com", "true");
        }
    }

    private async Task<TokenVerification> VerifyAsync(string provider, string token, Action<JsonObject>? change = null, Func<OidcOptions, OidcOptions>? with = null)
    {
        var shape = Shape(provider);
        var ours = (string)shape["discovery"]!["issuer"]!;
        // A token's own iss, where the shape has one, is another issuer's.
        var local = issuer.Issuer + (ours.EndsWith('/') ? "/" : string.Empty);
        issuer.Instead = path => path == "/keys"
            ? new JsonObject { ["keys"] = new JsonArray(Published(shape)) }.ToJsonString()
            : Discovery(shape, local);
        var options = Options(provider) with { Issuer = local };
        using var verifier = Verifier(with?.Invoke(options) ?? options);
        return await verifier.VerifyAsync(
            Sign(shape, token, p =>
            {
                p.TryAdd("iss", local);
                change?.Invoke(p);
            }),
            CancellationToken.None);
    }

    private string Discovery(JsonNode shape, string local)
    {
        var discovery = shape["discovery"]!.DeepClone();
        (discovery["issuer"], discovery["jwks_uri"]) = (local, $"{issuer.Issuer}/keys");
        return discovery.ToJsonString();
    }

    private JsonObject Published(JsonNode shape)
    {
        var key = issuer.Signer.PublicKey!.DeepClone().AsObject();
        key.Remove("use");
        foreach (var (name, value) in shape["key"]!.AsObject())
        {
            key[name] = value!.DeepClone();
        }

        return key;
    }

    private string Sign(JsonNode shape, string token, Action<JsonObject> change)
    {
        var header = shape["tokens"]![token]!["header"]!.DeepClone().AsObject();
        header["kid"] = issuer.Signer.KeyId;
        return issuer.Signer.Sign(header, Payload(shape["tokens"]![token]!["payload"]!, change));
    }

    private JsonObject Payload(JsonNode shape, Action<JsonObject> change)
    {
        var payload = shape.DeepClone().AsObject();
        foreach (var name in new[] { "iat", "nbf", "exp", "auth_time" })
        {
            if (payload.ContainsKey(name))
            {
                payload[name] = time.GetUtcNow().ToUnixTimeSeconds() + payload[name]!.GetValue<int>();
            }
        }

        change(payload);
        return payload;
    }

    private OidcTokenVerifier Verifier(OidcOptions options) => new(options, reports.Add, time);

    /// <summary>As a deployment reads the parameters of the page.</summary>
    private static OidcOptions Options(string provider)
    {
        var parameters = Parameters(provider);
        var (deployment, problems) = DeploymentReader.Read(
            variable => parameters.GetValueOrDefault(DeploymentSetting.All.Single(s => s.Variable == variable).Name), DeploymentHost.Local);
        Assert.Empty(problems);
        return deployment!.Oidc!;
    }

    private static Dictionary<string, string> Parameters(string provider)
    {
        var command = Section().Matches(Page).Single(m => m.Groups["name"].Value == provider).Groups["command"].Value;
        return Parameter().Matches(command).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
    }

    private static JsonNode Shape(string provider) => JsonNode.Parse(Read($"{Files[provider]}.json"))!;

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ProviderTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^## (?<name>[^\n]+)\n(?:(?!^## ).)*?^```bash\nscripts/deploy\.sh production (?<command>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Section();

    [GeneratedRegex(@"(?<name>Oidc[A-Za-z]+)=(?<value>[^\s\\]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
