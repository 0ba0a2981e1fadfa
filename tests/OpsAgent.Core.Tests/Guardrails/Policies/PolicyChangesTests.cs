using OpsAgent.Core.Guardrails.Policies;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

public sealed class PolicyChangesTests
{
    [Fact]
    public void Between_TwoPolicies_NamesRulesAndGroupsAndWhatOfThemIsOther()
    {
        var before = Samples.Policy("""
            {"format":1,"groups":{"dba":["lead@example.com","dba@example.com"],"old":["lead@example.com"]},"rules":[
              {"name":"freeze","when":[{"from":"18:00","to":"06:00","zone":"UTC"}],"deny":"Frozen."},
              {"name":"two","approvals":2},
              {"name":"gone","deny":"Stopped."}]}
            """);
        var after = Samples.Policy("""
            {"format":1,"groups":{"dba":["dba@example.com","admin@example.com"],"oncall":["lead@example.com"]},"rules":[
              {"name":"stop","match":{"operations":["reboot_ec2"]},"deny":"Stopped."},
              {"name":"two","approvals":3,"self_approval":false},
              {"name":"freeze","deny":"Frozen.","when":[{"to":"06:00","zone":"UTC","from":"18:00"}]}]}
            """);

        var changes = PolicyChanges.Between(before, after);

        Assert.Equal(
            """
            Rule stop is new: match, deny.
            Rule two is changed: approvals, self_approval.
            Rule gone is gone.
            Group oncall is new: lead@example.com.
            Group dba is changed: admin@example.com, lead@example.com.
            Group old is gone.
            """.Split('\n').Select(l => l.Trim()),
            changes.Lines());
        Assert.Equal(
            """{"rules":{"added":["stop"],"removed":["gone"],"changed":{"two":["approvals","self_approval"]}},"groups":{"added":["oncall"],"removed":["old"],"changed":{"dba":["admin@example.com","lead@example.com"]}}}""",
            changes.ToElement().GetRawText());
        Assert.False(changes.IsEmpty);
    }

    [Fact]
    public void Between_TheSameInAnotherOrder_IsNothing()
    {
        var before = Samples.Policy("""{"format":1,"groups":{"dba":["a@example.com","b@example.com","A@example.com"]},"rules":[{"name":"x","deny":"X."},{"name":"y","deny":"Y."}]}""");
        var after = Samples.Policy("""{"rules":[{"name":"y","deny":"Y."},{"deny":"X.","name":"x"}],"groups":{"dba":["b@example.com","a@example.com"]},"format":1}""");

        Assert.True(PolicyChanges.Between(before, after).IsEmpty);
        Assert.Empty(PolicyChanges.Between(before, after).Lines());
    }
}
