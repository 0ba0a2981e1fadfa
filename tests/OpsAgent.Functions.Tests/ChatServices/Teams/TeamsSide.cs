using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Functions.Tests.ChatServices.Teams;

/// <summary>What a test of Teams' doors has in common: settings, people and where Microsoft's side is.</summary>
internal static class TeamsSide
{
    public static string Settings(Action<JsonObject>? change = null)
    {
        var settings = new JsonObject
        {
            ["app_id"] = FakeTeams.AppId,
            ["tenant_id"] = FakeTeams.TenantId,
            ["approval_conversation"] = FakeTeams.ApprovalConversation,
            ["console_url"] = "https://console.example.com/",
        };
        change?.Invoke(settings);
        return settings.ToJsonString();
    }

    public static FixedParameterStore Parameters(FakeTeams? teams = null)
    {
        var parameters = new FixedParameterStore();
        parameters.Cached[ParameterNames.Teams] = Settings(s => s["service_url"] = teams?.ServiceUrl);
        parameters.Cached[ParameterNames.TeamsClientSecret] = FakeTeams.Secret;
        parameters.Cached[ParameterNames.TeamsWebhookSecret] = FakeTeams.WebhookSecret;
        parameters.Cached[$"{ParameterNames.People}/1"] = string.Join(
            ',', $"{TeamsActivities.AccountOf(TeamsActivities.EngineerId)}=engineer@example.com", $"{TeamsActivities.AccountOf(TeamsActivities.LeadId)}=lead@example.com", $"{TeamsActivities.AccountOf(TeamsActivities.ViewerId)}=viewer@example.com");
        return parameters;
    }

    public static TeamsAddresses AddressesOf(FakeTeams teams) => new()
    {
        OpenIdMetadata = teams.Metadata,
        TokenEndpoint = _ => teams.TokenEndpoint,
        Connector = new Uri(teams.ServiceUrl),
        IsConnector = url => url.AbsoluteUri.StartsWith(teams.Address, StringComparison.Ordinal),
    };
}
