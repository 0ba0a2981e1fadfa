using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Aws.Executor;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>The session policy that is minted for each change allows that change alone, whatever the role may.</summary>
public sealed class SessionPolicyTests
{
    private static readonly Policy Everything = Policy.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");

    [Property(MaxTest = 500, Arbitrary = [typeof(Changes)])]
    public bool Session_ForAChange_AllowsThatOneAlone(Change planned, Change asked) =>
        DecisionOf(planned, asked) == (planned == asked ? Decision.Allow : Decision.ImplicitDeny);

    [Property(MaxTest = 500, Arbitrary = [typeof(Changes)])]
    public bool Session_ForAChange_DeniesWhatDiffersInOnePart(Change planned, string other, byte part)
    {
        var parts = planned.Arn.Split(':', 6);
        var name = new string([.. (other ?? string.Empty).Where(char.IsAsciiLetterOrDigit)]);
        parts[1 + (part % 5)] += "x" + name;
        return DecisionOf(planned, planned) == Decision.Allow
            && DecisionOf(planned, planned with { Arn = string.Join(':', parts) }) == Decision.ImplicitDeny
            && DecisionOf(planned, planned with { Action = planned.Action + name + "s" }) == Decision.ImplicitDeny
            && DecisionOf(planned, planned with { Arn = "*" }) == Decision.ImplicitDeny;
    }

    [Theory]
    [InlineData("ec2:TerminateInstances", "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0")]
    [InlineData("ec2:RebootInstances", "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef1")]
    [InlineData("ec2:RebootInstances", "arn:aws:ec2:us-west-2:123456789012:instance/i-0123456789abcdef0")]
    [InlineData("ec2:RebootInstances", "arn:aws:ec2:us-east-1:210987654321:instance/i-0123456789abcdef0")]
    [InlineData("ec2:RebootInstances", "arn:aws:ec2:us-east-1:123456789012:instance/*")]
    [InlineData("ecs:UpdateService", "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0")]
    [InlineData("sts:AssumeRole", "arn:aws:iam::123456789012:role/opsagent-controller-production-ExecutorRole-1A2B3C4D5E6F")]
    public void Session_ForAReboot_DeniesEverythingElse(string action, string arn) => Assert.Equal(
        Decision.ImplicitDeny,
        DecisionOf(new Change("ec2:RebootInstances", "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0"), new Change(action, arn)));

    [Fact]
    public void Session_WhereTheRoleDenies_IsDenied()
    {
        var change = new Change("ec2:RebootInstances", "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0");
        var none = Policy.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecs:UpdateService","Resource":"*"}}""");
        Assert.Equal(Decision.ImplicitDeny, Policy.DecideInSession([none], SessionOf(change), new AccessRequest(change.Action, change.Arn)));
    }

    private static Decision DecisionOf(Change planned, Change asked) =>
        Policy.DecideInSession([Everything], SessionOf(planned), new AccessRequest(asked.Action, asked.Arn));

    private static Policy SessionOf(Change planned) =>
        Policy.Parse(ExecutorSession.PolicyOf(new ExecutorScope(ProposalId.TryParse("01m84jhwnpv8xmxftddspfch58")!.Value, planned.Action, planned.Arn)));

    public sealed record Change(string Action, string Arn);

    /// <summary>Changes of few parts, so that two of them often differ in one only.</summary>
    public static class Changes
    {
        public static Arbitrary<Change> Of() => Arb.From(
            from reboots in Gen.Elements(true, false)
            from region in Gen.Elements("us-east-1", "us-west-2")
            from account in Gen.Elements("123456789012", "210987654321")
            from name in Gen.Elements("a", "b")
            select reboots
                ? new Change("ec2:RebootInstances", $"arn:aws:ec2:{region}:{account}:instance/i-0123456789abcdef{(name == "a" ? 0 : 1)}")
                : new Change("ecs:UpdateService", $"arn:aws:ecs:{region}:{account}:service/main/{name}"));
    }
}
