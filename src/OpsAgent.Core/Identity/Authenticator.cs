using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Identity;

/// <summary>
/// Authenticates a request: from credentials and a user name to a <see cref="Caller"/>, or a refusal that says what to do.
/// If parameters cannot be read, the exception of <see cref="IParameterStore"/> is thrown and nobody is admitted.
/// <list type="table">
/// <item><term>bearer token</term><description>verified: the token names the user</description></item>
/// <item><term>API key</term><description>asserted: the client is known and names the user</description></item>
/// <item><term>both</term><description>both must be valid; then as with the token</description></item>
/// <item><term>signed request</term><description>verified: the chat service names the account, and the parameter of people whose it is</description></item>
/// </list>
/// </summary>
/// <param name="tokens">Null where the deployment has no issuer; bearer tokens are refused then.</param>
/// <param name="signed">Null where requests of chat services are not taken.</param>
public sealed class Authenticator(
    IParameterStore parameters, RoleDirectory roles, AgentOptions options, TimeProvider time, ITokenVerifier? tokens = null, ISignedRequestVerifier? signed = null)
{
    // The issuer's clock may be ahead of this one.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    private readonly ApiKeys _keys = new(parameters, options.Environment, time);

    /// <summary>Checks every credential of the request; an invalid one is refused even if another is valid.</summary>
    public async Task<Outcome<AuthenticationResult>> CheckAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.Signed is { } request)
        {
            return credentials is not { ApiKey: null, BearerToken: null } ? AuthenticationFailure.Create("ambiguous_credentials", "A signed request of a chat service stands alone: send neither a key nor a token with it.")
                : signed is null ? AuthenticationFailure.Create("no_signed_requests", "Signed requests of chat services are not taken here.")
                : (await signed.VerifyAsync(request, cancellationToken)).Succeeded(out var verified, out var unverified) ? new AuthenticationResult(Token: null, verified)
                : unverified;
        }

        if (credentials is { ApiKey: null, BearerToken: null })
        {
            return AuthenticationFailure.Create("no_credentials", CredentialsHint);
        }

        var authentication = AuthenticationResult.ClientOnly;
        if (credentials.BearerToken is { } token && !(await VerifyAsync(token, cancellationToken)).Succeeded(out authentication, out var refusal))
        {
            return refusal;
        }

        return credentials.ApiKey is null || await _keys.ContainsAsync(credentials.ApiKey, cancellationToken)
            ? authentication
            : AuthenticationFailure.Create("wrong_key", CredentialsHint);
    }

    /// <param name="authentication">What <see cref="CheckAsync"/> found.</param>
    /// <param name="named">The user that the client names, or null.</param>
    /// <param name="source">Where the request came from; a token of the console's client makes it <see cref="RequestSource.Console"/>, but by MCP, where a program holds it.</param>
    public async Task<Outcome<Caller>> IdentifyAsync(AuthenticationResult authentication, string? named, RequestSource source, CancellationToken cancellationToken)
    {
        if (authentication.CheckNamedUser(named) is { } contradiction)
        {
            return contradiction;
        }

        if (authentication.Signed is { } request)
        {
            return await IdentifyAsync(request, cancellationToken);
        }

        if ((authentication.User ?? UserId.TryParse(named)) is not { } user)
        {
            return AuthenticationFailure.Create(
                "no_user", "Name the user by an ASCII e-mail address: user_context.user_id, the header X-OpsAgent-User, or user_id.");
        }

        var authority = await roles.ReadAsync(cancellationToken);
        if (authority.PersonOf(user) is not { } owner)
        {
            return AuthenticationFailure.TwoPeople(user);
        }

        var granted = authority.RolesOf(owner);
        return granted.HasFlag(Roles.Diagnose)
            ? CallerOf(owner, granted, authority, authentication.Token, source)
            : AuthenticationFailure.NotAllowed(user);
    }

    // Only who is in our own list: a guest of a workspace, or of a shared channel, is a member of it too.
    private async Task<Outcome<Caller>> IdentifyAsync(VerifiedRequest request, CancellationToken cancellationToken)
    {
        var authority = await roles.ReadAsync(cancellationToken);
        if (authority.PersonOf(request.Account) is not { } owner)
        {
            return AuthenticationFailure.UnknownAccount(request.Account);
        }

        var granted = authority.RolesOf(owner);
        return granted.HasFlag(Roles.Diagnose)
            ? new Caller(new Person(owner, IdentityKind.Verified, request.Account.Source, request.InPerson), granted) { Authority = authority, Decision = request.Decision }
            : AuthenticationFailure.NotAllowed(owner);
    }

    private Caller CallerOf(UserId user, Roles granted, Authority authority, TokenVerification.Verified? token, RequestSource source)
    {
        if (token is null)
        {
            return new Caller(new Person(user, IdentityKind.Asserted, source), granted) { Authority = authority };
        }

        var atConsole = token.AtConsole && source is not RequestSource.Mcp;
        var inPerson = atConsole && IsRecent(token.SignedInAt);
        return new Caller(new Person(user, IdentityKind.Verified, atConsole ? RequestSource.Console : source, inPerson), granted)
        {
            Authority = authority,
            Client = token.Client,
            IsSignInTooOld = atConsole && !inPerson,
        };
    }

    private bool IsRecent(DateTimeOffset? signedInAt) =>
        signedInAt is { } at && time.GetUtcNow() is var now && at <= now + ClockSkew && now - at <= options.DecisionAuthAge;

    private string CredentialsHint => tokens is null
        ? "Send a valid key in the header X-API-Key."
        : "Send a valid bearer token in the header Authorization, or a valid key in the header X-API-Key.";

    private async Task<Outcome<AuthenticationResult>> VerifyAsync(string token, CancellationToken cancellationToken) =>
        tokens is null
            ? AuthenticationFailure.Create("no_issuer", "This deployment takes no bearer tokens. Send a valid key in the header X-API-Key.")
            : await tokens.VerifyAsync(token, cancellationToken) switch
            {
                TokenVerification.Verified verified => new AuthenticationResult(verified),
                var refused => AuthenticationFailure.From((TokenVerification.Refused)refused),
            };
}
