using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.Core.Identity;

/// <summary>
/// From a key and a name to a <see cref="Caller"/>, or a refusal that says how to mend it. Settings that cannot be read admit nobody: the exception passes.
/// </summary>
public sealed class Authenticator(ISettings settings, RoleBook roles, string environment)
{
    /// <returns>Null when the key is one of ours.</returns>
    public async Task<Refusal?> CheckKeyAsync(string? apiKey, CancellationToken cancellationToken) =>
        await IsKeyAsync(apiKey, cancellationToken)
            ? null
            : new Refusal(ErrorCode.AuthenticationFailed, "Authentication failed. Send a valid key in the header X-API-Key.");

    /// <param name="userId">The user that the client names; the client's key has been checked.</param>
    public async Task<Outcome<Caller>> IdentifyAsync(string? userId, Channel channel, CancellationToken cancellationToken)
    {
        if (UserId.TryParse(userId) is not { } user)
        {
            return new Refusal(
                ErrorCode.AuthenticationFailed,
                "Authentication failed. Name the user by an ASCII e-mail address: user_context.user_id, the header X-OpsAgent-User, or user_id.");
        }

        var granted = await roles.RolesOfAsync(user, cancellationToken);
        return granted.HasFlag(Roles.Diagnose)
            ? new Caller(new Person(user, IdentityKind.Asserted, channel), granted)
            : new Refusal(
                ErrorCode.UserNotAuthorized,
                $"{user} may not use OpsAgent. Ask an OpsAgent administrator to add you to {SettingNames.AllowedUsers}.");
    }

    private async Task<bool> IsKeyAsync(string? given, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(given))
        {
            return false;
        }

        // A key that no cache knows may be newer than the cache.
        return await IsStoredAsync(given, settings.ReadAsync, cancellationToken)
            || await IsStoredAsync(given, settings.ReadAgainAsync, cancellationToken);
    }

    private async Task<bool> IsStoredAsync(string given, Func<string, CancellationToken, Task<string?>> read, CancellationToken cancellationToken) =>
        Matches(await read(SettingNames.ApiKey, cancellationToken), given)
        || Matches(await read(SettingNames.PluginApiKey(environment), cancellationToken), given);

    private static bool Matches(string? stored, string given)
    {
        var found = false;
        foreach (var key in (stored ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Hashed first, so that the comparison takes the same time whatever the lengths are.
            found |= CryptographicOperations.FixedTimeEquals(Digest(key), Digest(given));
        }

        return found;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
