using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>The Slack app of this installation, as <see cref="ParameterNames.Slack"/> names it.</summary>
/// <param name="AppId">Slack's id of the app: A and letters and digits.</param>
/// <param name="TeamIds">The workspaces (T...) or organisations (E...) that it is installed in.</param>
/// <param name="ApprovalChannel">Where proposals are posted, or null.</param>
/// <param name="ConsoleUrl">The console's https address, for links to it, or null.</param>
internal sealed record SlackSettings(string AppId, IReadOnlyList<string> TeamIds, string? ApprovalChannel = null, string? ConsoleUrl = null)
{
    /// <returns>Null where the parameter is missing or cannot be read: then nothing of Slack's is taken.</returns>
    public static async Task<SlackSettings?> ReadAsync(IParameterStore parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await parameters.ReadAsync(ParameterNames.Slack, cancellationToken) is { } text
                && JsonSerializer.Deserialize(text, SlackSettingsJson.Default.SlackSettings) is { AppId.Length: > 0, TeamIds.Count: > 0 } settings ? settings : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <returns>The console's page of a proposal, or null where the console's address is not known.</returns>
    public string? ConsolePageOf(string path) =>
        Uri.TryCreate(ConsoleUrl, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps ? new Uri(url, path).AbsoluteUri : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SlackSettings))]
internal sealed partial class SlackSettingsJson : JsonSerializerContext;
