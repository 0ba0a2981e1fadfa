using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Tests.Identity;

/// <summary>The names as they stand in Parameter Store: administrators write them, and rights are given on them.</summary>
public sealed class ParameterNamesTests
{
    [Fact]
    public void ChannelWebhook_OfAChannel_LiesUnderTheChannels() => Assert.Equal("/opsagent/channels/ops", ParameterNames.ChannelWebhook("ops"));

    [Fact]
    public void PluginApiKey_OfAnEnvironment_IsNamedAfterIt() => Assert.Equal("/opsagent/plugin-api-key-staging", ParameterNames.PluginApiKey("staging"));

    [Fact]
    public void Lists_OfRolesAndPeople_AreNamedAsAdministratorsWriteThem() => Assert.Equal(
        ["/opsagent/allowed-users", "/opsagent/operators", "/opsagent/approvers", "/opsagent/admins", "/opsagent/people"],
        [ParameterNames.AllowedUsers, ParameterNames.Operators, ParameterNames.Approvers, ParameterNames.Admins, ParameterNames.People]);
}
