using Microsoft.Extensions.Time.Testing;

using OpsAgent.Functions.Oidc;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Functions.Tests.Identity.Matrix;

/// <summary>One issuer and its verifier for all cells.</summary>
public sealed class MatrixWorld : IAsyncLifetime
{
    private readonly Dictionary<string, string?> authorizations = [];

    public FakeOidcIssuer Issuer { get; } = new();

    public OidcTokenVerifier Tokens { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Tokens = new OidcTokenVerifier(new OidcOptions(Issuer.Issuer, [Issuer.Audience], ConsoleClientId: MatrixCredential.ConsoleClient), _ => { }, new FakeTimeProvider(Moments.Start));

        // Read once, so that no cell waits for the network while a bench moves its clock.
        await Tokens.CheckAsync(CancellationToken.None);
    }

    /// <summary>Signed once for each person and way, and the same in every cell.</summary>
    internal string? AuthorizationOf(MatrixCredential credential, MatrixUser user)
    {
        var name = $"{credential.Name} {user.Email}";
        return authorizations.TryGetValue(name, out var known)
            ? known
            : authorizations[name] = credential.Authorization?.Invoke(Issuer, user, Moments.Start);
    }

    public async ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        await Issuer.DisposeAsync();
    }
}
