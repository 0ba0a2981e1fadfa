using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Identity;

/// <summary>
/// A user of a chat service, as <see cref="ParameterNames.People"/> names them: <c>slack:team:user</c> with Slack's ids, or
/// <c>teams:tenant:user</c> with the tenant's and the user's Entra object ids in lower case.
/// </summary>
public readonly partial record struct ChatAccount
{
    private ChatAccount(string value, RequestSource source) => (Value, Source) = (value, source);

    public string Value { get; }

    /// <summary><see cref="RequestSource.Slack"/> or <see cref="RequestSource.Teams"/>.</summary>
    [JsonIgnore]
    public RequestSource Source { get; }

    /// <param name="team">The workspace of the user, which is not always that of the channel: T or E and letters and digits.</param>
    /// <returns>Null where these are no ids of Slack's.</returns>
    public static ChatAccount? Slack(string? team, string? user) => TryParse($"slack:{team}:{user}");

    /// <returns>Null where these are no ids of Entra's.</returns>
    public static ChatAccount? Teams(string? tenant, string? user) => TryParse($"teams:{tenant?.ToLowerInvariant()}:{user?.ToLowerInvariant()}");

    public static ChatAccount? TryParse(string? text) =>
        text is null ? null
        : SlackForm().IsMatch(text) ? new ChatAccount(text, RequestSource.Slack)
        : TeamsForm().IsMatch(text) ? new ChatAccount(text, RequestSource.Teams)
        : null;

    public override string ToString() => Value;

    [GeneratedRegex(@"^slack:[TE][A-Z0-9]{2,30}:[UW][A-Z0-9]{2,30}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SlackForm();

    [GeneratedRegex(@"^teams:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TeamsForm();
}
