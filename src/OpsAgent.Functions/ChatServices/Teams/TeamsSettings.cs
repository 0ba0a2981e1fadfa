using System.Text.Json;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>The Teams bot of this installation, as <see cref="ParameterNames.Teams"/> holds it.</summary>
/// <param name="AppId">The bot's application (client) id, a GUID.</param>
/// <param name="TenantId">The Entra tenant whose people may use it, a GUID.</param>
/// <param name="ApprovalConversation">The channel or group chat in which proposals are shown, such as <c>19:…@thread.tacv2</c>; null for none.</param>
/// <param name="ServiceUrl">The connector of that conversation; null for that of the public cloud.</param>
/// <param name="ConsoleUrl">The console's https address, for links to it; null for none.</param>
/// <param name="TokenTenant">The tenant that gives the bot its tokens: <c>botframework.com</c> for an app registration of several tenants; null for <paramref name="TenantId"/>.</param>
internal sealed record TeamsSettings(string AppId, string TenantId, string? ApprovalConversation = null, string? ServiceUrl = null, string? ConsoleUrl = null, string? TokenTenant = null)
{
    /// <summary>The console, or null.</summary>
    public Uri? Console => Uri.TryCreate(ConsoleUrl, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps ? url : null;

    /// <returns>Null where there is no bot.</returns>
    /// <exception cref="AwsException">The parameter cannot be read, or is not what it must be: nobody is admitted.</exception>
    public static async Task<TeamsSettings?> ReadAsync(IParameterStore parameters, CancellationToken cancellationToken)
    {
        if (await parameters.ReadAsync(ParameterNames.Teams, cancellationToken) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(text, TeamsJson.Default.TeamsSettings) is { } settings && Guid.TryParseExact(settings.AppId, "D", out _) && Guid.TryParseExact(settings.TenantId, "D", out _))
            {
                return settings;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new AwsException(ErrorCode.AwsServiceError, "ssm:GetParameter", ParameterNames.Teams, $"{ParameterNames.Teams} must be JSON with app_id and tenant_id, each a GUID.");
    }

    /// <returns>What a SecureString of values between commas holds: during a rotation two are valid.</returns>
    /// <exception cref="AwsException">It cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> SecretsAsync(IParameterStore parameters, string name, CancellationToken cancellationToken) =>
        (await parameters.ReadAsync(name, cancellationToken) ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
