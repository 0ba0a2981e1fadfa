using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

using Microsoft.Playwright;

using OpsAgent.Console.Tests.Kit;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit.Oidc;

using ParameterNames = OpsAgent.Core.Identity.ParameterNames;

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

    [Fact]
    public async Task BreakGlass_ByAnAdministrator_SaysWhatItSkipsAndWaitsForAReview()
    {
        await using var issuer = new FakeOidcIssuer();
        var folder = Directory.CreateTempSubdirectory("opsagent-console-");
        using (var database = new SqliteDatabase(Path.Combine(folder.FullName, "opsagent.db")))
        {
            new SqliteParameterStore(database).SetDefault(ParameterNames.Admins, $"{LocalUsers.Admin},{LocalUsers.Lead}");
        }

        await using var host = await StartAsync(issuer, folder.FullName, ("BreakGlass", "on"));
        var proposed = await host.PostAsync(
            "/operations/reboot_ec2", new JsonObject { ["instance_id"] = Host.ImpairedInstance, ["reason"] = "Instance check fails, application hangs" }, issuer.Token(LocalUsers.Engineer, DateTimeOffset.UtcNow));
        var incident = await host.PostAsync("/operations/create_incident_record", new JsonObject { ["summary"] = "Orders are lost.", ["severity"] = "critical", ["user_id"] = LocalUsers.Engineer });
        await using var admin = await AtAsync(host, issuer, LocalUsers.Admin);
        await admin.OpenAsync($"/proposals/{proposed["proposal_id"]}");
        await admin.Button("Sign in").ClickAsync();
        Assert.Equal(0, await admin.Button("Review and approve").CountAsync());

        await admin.Button("Break glass").ClickAsync();
        await admin.SeesTextAsync("You approve it alone, without the 1 approval that it takes.");
        await admin.Page.GetByLabel("For which incident?").FillAsync(incident["details"]!["incident_id"]!.GetValue<string>());
        await admin.Page.GetByLabel("Why can it not wait?").FillAsync("Orders are lost, and both approvers sleep.");
        await admin.Button($"Approve plan {proposed["plan_hash"]!.GetValue<string>()[..8]} alone").ClickAsync();

        await admin.ReachesAsync("Completed");
        await admin.SeesTextAsync("nobody yet");
        Assert.Equal(0, await admin.Button("Review break-glass").CountAsync());
        await admin.OpenAsync("/approvals?show=unreviewed");
        await admin.SeesTextAsync("not reviewed");

        // Another administrator, at a desk of their own.
        await using var lead = await AtAsync(host, issuer);
        await lead.OpenAsync($"/proposals/{proposed["proposal_id"]}");
        await lead.Button("Sign in").ClickAsync();
        await lead.Button("Review break-glass").ClickAsync();
        await lead.Page.GetByLabel("What did you find?").FillAsync("The incident called for it.");
        await lead.Button("Reviewed").ClickAsync();
        await lead.SeesTextAsync("lead@example.com: The incident called for it.");
        await lead.OpenAsync("/approvals?show=unreviewed");
        await lead.SeesTextAsync("Nothing is to be reviewed");
    }

    private static Task<Host> StartAsync(FakeOidcIssuer issuer, params (string Name, string Value)[] more) => StartAsync(issuer, null, more);

    private static Task<Host> StartAsync(FakeOidcIssuer issuer, string? dataFolder, params (string Name, string Value)[] more) => Host.StartAsync(
        dataFolder: dataFolder,
        settings: [("OidcIssuer", issuer.Issuer), ("OidcAudience", issuer.Audience), ("OidcClientId", Client), .. more]);

    private async Task<Person> AtAsync(Host host, FakeOidcIssuer issuer, string user = LocalUsers.Lead)
    {
        var person = await Person.AtAsync(chromium, host.Url);
        person.AllowedHost = issuer.Issuer;
        await new Provider(issuer) { User = user }.ServeAsync(person.Page);
        return person;
    }

    /// <summary>What the browser sees of the issuer; the host asks the fake issuer itself for its keys.</summary>
    private sealed class Provider(FakeOidcIssuer issuer)
    {
        private readonly string _code = RandomNumberGenerator.GetHexString(16);
        private string _challenge = string.Empty;

        /// <summary>Since when somebody is signed in at the provider, which knows no max_age.</summary>
        public TimeSpan SessionAge { get; set; }

        public string User { get; init; } = LocalUsers.Lead;

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
                ? AnswerAsync(route, new JsonObject { ["access_token"] = issuer.Token(User, DateTimeOffset.UtcNow, claims => (claims["azp"], claims["auth_time"]) = (Client, (DateTimeOffset.UtcNow - SessionAge).ToUnixTimeSeconds())), ["token_type"] = "Bearer", ["expires_in"] = 300 })
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
