using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

using Microsoft.Playwright;

using OpsAgent.Console.Tests.Kit;
using OpsAgent.Local.Hosting;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Console.Tests;

/// <summary>Signing in at an identity provider: the browser's way there and back, and a token that the host verifies.</summary>
public sealed class SignInTests(Chromium chromium)
{
    private const string Client = "opsagent-console";

    [Fact]
    public async Task SignIn_AtTheProvider_ComesBackToTheViewAsAVerifiedPerson()
    {
        await using var issuer = new FakeOidcIssuer();
        await using var host = await StartAsync(issuer);
        await using var lead = await AtAsync(host, issuer);
        await lead.OpenAsync("/incidents");

        await lead.Button("Sign in").ClickAsync();

        await lead.SeesTextAsync("No incident is recorded");
        Assert.Equal("/#/incidents", new Uri(lead.Page.Url).PathAndQuery + new Uri(lead.Page.Url).Fragment);
        Assert.Contains("verified", await lead.Page.Locator(".me").GetAttributeAsync("title"), StringComparison.Ordinal);
        Assert.Equal(0, await lead.Page.EvaluateAsync<int>("document.cookie.length + Object.keys(localStorage).length"));
    }

    [Fact]
    public async Task SignIn_ThatWasNotBegunHere_IsRefused()
    {
        await using var issuer = new FakeOidcIssuer();
        await using var host = await StartAsync(issuer);
        await using var lead = await AtAsync(host, issuer);

        await lead.Page.GotoAsync(new Uri(host.Url, "/?code=stolen&state=of-another").AbsoluteUri);

        await lead.SeesTextAsync("This sign-in was not begun in this tab.");
        Assert.DoesNotContain("stolen", lead.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WhereThePolicyForbidsTheTokenEndpoint_SaysWhichParameterIsMissing()
    {
        await using var issuer = new FakeOidcIssuer { TokenOrigin = "https://ops.auth.us-east-1.amazoncognito.com" };
        await using var host = await StartAsync(issuer);
        await using var lead = await AtAsync(host, issuer);
        await lead.OpenAsync("/incidents");

        await lead.Button("Sign in").ClickAsync();

        await lead.SeesTextAsync("Ask an administrator to deploy with OidcTokenOrigin=https://ops.auth.us-east-1.amazoncognito.com and to publish the console again.");
        await lead.Button("Sign in").WaitForAsync();
    }

    [Fact]
    public async Task SignIn_WhereTheTokenEndpointIsOnAnotherAllowedOrigin_Works()
    {
        await using var tokens = new FakeOidcIssuer();
        await using var other = new FakeOidcIssuer { TokenOrigin = tokens.Issuer };
        await using var host = await StartAsync(other, ("OidcTokenOrigin", tokens.Issuer));
        await using var lead = await AtAsync(host, other);
        lead.AllowedHost = "http://127.0.0.1:";
        await lead.OpenAsync("/incidents");

        await lead.Button("Sign in").ClickAsync();

        await lead.SeesTextAsync("No incident is recorded");
    }

    [Fact]
    public async Task SignIn_AfterOneThatIsTooOldToDecideBy_AsksForItAnewOnce()
    {
        await using var issuer = new FakeOidcIssuer();
        await using var host = await StartAsync(issuer);
        await using var lead = await Person.AtAsync(chromium, host.Url);
        lead.AllowedHost = issuer.Issuer;
        var provider = new Provider(issuer) { SessionAge = TimeSpan.FromHours(2) };
        await provider.ServeAsync(lead.Page);
        await lead.OpenAsync("/incidents");

        for (var time = 0; time < 3; time++)
        {
            await lead.Button("Sign in").ClickAsync();
            await lead.SeesTextAsync("No incident is recorded");
            await lead.Page.ClickAsync(".me");
        }

        Assert.Equal([null, "login", null], provider.Prompts);
    }

    [Fact]
    public async Task Token_ThatNoLongerHolds_LeadsBackToTheSignIn()
    {
        await using var issuer = new FakeOidcIssuer();
        await using var host = await StartAsync(issuer);
        await using var lead = await AtAsync(host, issuer);
        lead.AllowedProblem = "401";
        await lead.OpenAsync("/incidents");
        await lead.Button("Sign in").ClickAsync();
        await lead.SeesTextAsync("No incident is recorded");

        await lead.Page.EvaluateAsync("sessionStorage.setItem('token', sessionStorage.getItem('token').slice(0, -8) + 'AAAAAAAA')");
        await lead.OpenAsync("/approvals");

        await lead.SeesTextAsync("Authentication failed.");
        await lead.Button("Sign in").WaitForAsync();
    }

    [Fact]
    public async Task Token_WhoseTimeIsOver_SaysSoAndAsksToSignInAgain()
    {
        await using var issuer = new FakeOidcIssuer();
        await using var host = await StartAsync(issuer);
        await using var lead = await AtAsync(host, issuer);
        lead.AllowedProblem = "401";
        await lead.OpenAsync("/incidents");
        await lead.Button("Sign in").ClickAsync();
        await lead.SeesTextAsync("No incident is recorded");

        await lead.Page.EvaluateAsync("sessionStorage.setItem('token_until', '1')");
        await lead.Button("Record an incident").ClickAsync();
        await lead.Page.GetByLabel("What happened").FillAsync("The shop is slow since eight");
        await lead.Button("Record").ClickAsync();

        await lead.SeesTextAsync("Your sign-in has ended. Sign in again.");
    }

    [Fact]
    public async Task Approve_OwnProposalOfLowRiskWhereThatIsAllowed_IsForWhoeverIsSignedIn()
    {
        await using var issuer = new FakeOidcIssuer();
        await using var host = await StartAsync(issuer, ("SelfApprovalUpTo", "low"));
        await host.RebootAsync(by: LocalUsers.Lead);
        await using var lead = await AtAsync(host, issuer);
        await lead.OpenAsync("/approvals");
        await lead.Button("Sign in").ClickAsync();

        await lead.Button("Review and approve").ClickAsync();
        await lead.Page.Locator("dialog button.primary").ClickAsync();

        await lead.OpenAsync("/approvals");
        await lead.SeesTextAsync("Nothing waits for you");
    }

    private static Task<Host> StartAsync(FakeOidcIssuer issuer, params (string Name, string Value)[] more) => Host.StartAsync(
        settings: [("OidcIssuer", issuer.Issuer), ("OidcAudience", issuer.Audience), ("OidcClientId", Client), .. more]);

    private async Task<Person> AtAsync(Host host, FakeOidcIssuer issuer)
    {
        var person = await Person.AtAsync(chromium, host.Url);
        person.AllowedHost = issuer.Issuer;
        await new Provider(issuer).ServeAsync(person.Page);
        return person;
    }

    /// <summary>What the browser sees of the issuer; the host asks the fake issuer itself for its keys.</summary>
    private sealed class Provider(FakeOidcIssuer issuer)
    {
        private readonly string _code = RandomNumberGenerator.GetHexString(16);
        private string _challenge = string.Empty;

        /// <summary>Since when somebody is signed in at the provider, which knows no max_age.</summary>
        public TimeSpan SessionAge { get; set; }

        public List<string?> Prompts { get; } = [];

        private string TokenOrigin => issuer.TokenOrigin ?? issuer.Issuer;

        public async Task ServeAsync(IPage page)
        {
            foreach (var origin in new HashSet<string> { issuer.Issuer, TokenOrigin })
            {
                await page.RouteAsync($"{origin}/**", ServeAsync);
            }
        }

        private Task ServeAsync(IRoute route) => new Uri(route.Request.Url).AbsolutePath switch
        {
            "/.well-known/openid-configuration" => AnswerAsync(route, new JsonObject
            {
                ["issuer"] = issuer.Issuer, ["authorization_endpoint"] = $"{issuer.Issuer}/authorize", ["token_endpoint"] = $"{TokenOrigin}/token",
            }),
            "/authorize" => AuthorizeAsync(route),
            "/token" => TokenAsync(route),
            _ => route.FulfillAsync(new() { Status = 404 }),
        };

        private Task AuthorizeAsync(IRoute route)
        {
            var query = HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query);
            Assert.Equal(("code", Client, "S256", "openid email"), (query["response_type"], query["client_id"], query["code_challenge_method"], query["scope"]));
            _challenge = query["code_challenge"]!;
            Prompts.Add(query["prompt"]);
            SessionAge = query["prompt"] == "login" ? TimeSpan.Zero : SessionAge;
            var back = $"{query["redirect_uri"]}?code={_code}&state={Uri.EscapeDataString(query["state"]!)}";
            return route.FulfillAsync(new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = back } });
        }

        private Task TokenAsync(IRoute route)
        {
            var form = HttpUtility.ParseQueryString(route.Request.PostData!);
            var challenge = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            return form["code"] == _code && form["client_id"] == Client && challenge == _challenge
                ? AnswerAsync(route, new JsonObject { ["access_token"] = issuer.Token(LocalUsers.Lead, DateTimeOffset.UtcNow, claims => (claims["azp"], claims["auth_time"]) = (Client, (DateTimeOffset.UtcNow - SessionAge).ToUnixTimeSeconds())), ["token_type"] = "Bearer", ["expires_in"] = 300 })
                : AnswerAsync(route, new JsonObject { ["error"] = "invalid_grant" }, 400);
        }

        private static Task AnswerAsync(IRoute route, JsonObject body, int status = 200) => route.FulfillAsync(new()
        {
            Status = status,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
            Body = body.ToJsonString(),
        });
    }
}
