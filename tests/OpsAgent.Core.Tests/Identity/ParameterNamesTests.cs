using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Tests.Identity;

/// <summary>The names as they stand in Parameter Store: administrators write them, and rights are given on them.</summary>
public sealed class ParameterNamesTests
{
    [Fact]
    public void ChannelWebhook_OfAChannel_LiesUnderTheChannels() => Assert.Equal("/opsagent/channels/ops", ParameterNames.ChannelWebhook("ops"));

    [Fact]
    public void ForAdmission_OfAnEnvironment_AreTheListsAndItsKeys() => Assert.Equal(
        ["/opsagent/allowed-users", "/opsagent/operators", "/opsagent/approvers", "/opsagent/admins", "/opsagent/api-key", "/opsagent/plugin-api-key-staging"],
        ParameterNames.ForAdmission("staging"));
}
