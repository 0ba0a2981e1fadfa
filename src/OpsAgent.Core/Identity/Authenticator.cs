using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Identity;

/// <summary>
/// From credentials and a name to a <see cref="Caller"/>, or a refusal that says how to mend it. Settings that cannot
/// be read admit nobody: the exception passes.
/// <list type="table">
/// <item><term>bearer token</term><description>verified: the token says who the user is, whatever else the request names</description></item>
/// <item><term>API key</term><description>asserted: the client is one of ours and names the user</description></item>
/// <item><term>both</term><description>both must hold; then as with the token</description></item>
/// </list>
/// </summary>
/// <param name="tokens">Null where the deployment has no issuer: no bearer token counts then.</param>
public sealed class Authenticator(IParameterStore parameters, RoleDirectory roles, string environment, TimeProvider time, ITokenVerifier? tokens = null)
{
    private readonly ApiKeys _keys = new(parameters, environment, time);

    /// <summary>Checks everything that is presented: a credential that does not hold is never made up for by another.</summary>
    public async Task<Outcome<AuthenticationResult>> CheckAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials is { ApiKey: null, BearerToken: null })
        {
            return AuthenticationFailure.Because("no_credentials", HowTo);
        }

        var authentication = AuthenticationResult.OfClient;
        if (credentials.BearerToken is { } token && !(await VerifyAsync(token, cancellationToken)).Succeeded(out authentication, out var refusal))
        {
            return refusal;
        }

        return credentials.ApiKey is null || await _keys.ContainsAsync(credentials.ApiKey, cancellationToken)
            ? authentication
            : AuthenticationFailure.Because("wrong_key", HowTo);
    }

    /// <param name="authentication">What <see cref="CheckAsync"/> found.</param>
    /// <param name="named">The user that the client names, if it does.</param>
    /// <param name="source">The door; the proof says which requests at the API come from the console.</param>
    public async Task<Outcome<Caller>> IdentifyAsync(AuthenticationResult authentication, string? named, RequestSource source, CancellationToken cancellationToken)
    {
        if (authentication.Contradicts(named) is { } contradiction)
        {
            return contradiction;
        }

        if ((authentication.User ?? UserId.TryParse(named)) is not { } user)
        {
            return AuthenticationFailure.Because(
                "no_user", "Name the user by an ASCII e-mail address: user_context.user_id, the header X-OpsAgent-User, or user_id.");
        }

        var granted = await roles.RolesOfAsync(user, cancellationToken);
        var identity = authentication.User is null ? IdentityKind.Asserted : IdentityKind.Verified;
        return granted.HasFlag(Roles.Diagnose)
            ? new Caller(new Person(user, identity, authentication.AtConsole ? RequestSource.Console : source), granted)
            : AuthenticationFailure.NotAllowed(user);
    }

    private string HowTo => tokens is null
        ? "Send a valid key in the header X-API-Key."
        : "Send a valid bearer token in the header Authorization, or a valid key in the header X-API-Key.";

    private async Task<Outcome<AuthenticationResult>> VerifyAsync(string token, CancellationToken cancellationToken) =>
        tokens is null
            ? AuthenticationFailure.Because("no_issuer", "This deployment takes no bearer tokens. Send a valid key in the header X-API-Key.")
            : await tokens.VerifyAsync(token, cancellationToken) switch
            {
                TokenVerification.Verified(var user, var atConsole) => new AuthenticationResult(user, atConsole),
                var refused => AuthenticationFailure.Of((TokenVerification.Refused)refused),
            };
}
