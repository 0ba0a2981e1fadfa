using OpsAgent.Core.Operations.Ec2;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class InstanceTests
{
    [Theory]
    [InlineData("eks:cluster-name", "prod", "prod")]
    [InlineData("aws:eks:cluster-name", "prod", "prod")]
    [InlineData("eks:eks-cluster-name", "prod", "prod")]
    [InlineData("alpha.eksctl.io/cluster-name", "prod", "prod")]
    [InlineData("kubernetes.io/cluster/prod", "owned", "prod")]
    [InlineData("kubernetes.io/cluster/prod", "shared", "prod")]
    [InlineData("kubernetes.io/cluster/", "owned", null)]
    [InlineData("eks:cluster-name", "", null)]
    [InlineData("Cluster", "prod", null)]
    public void KubernetesCluster_OfATag_IsItsNameOrNone(string tag, string value, string? cluster) =>
        Assert.Equal(cluster, Instances.Web.WithTag(tag, value).KubernetesCluster);

    [Theory]
    [InlineData("ManagedBy", "terraform", true)]
    [InlineData("managed-by", "Terraform Cloud", true)]
    [InlineData("Terraform", "true", true)]
    [InlineData("terraform:workspace", "prod", true)]
    [InlineData("provisioner", "opentofu", true)]
    [InlineData("Terraform", "false", false)]
    [InlineData("ManagedBy", "hand", false)]
    [InlineData("Name", "terraform-runner", false)]
    public void IsTerraformManaged_OfATag_IsWhatItSays(string tag, string value, bool managed) =>
        Assert.Equal(managed, Instances.Web.WithTag(tag, value).IsTerraformManaged);

    [Theory]
    [InlineData("[Completed] The instance was rebooted", true)]
    [InlineData("[Canceled] The instance is running on degraded hardware", true)]
    [InlineData("[Cancelled] The instance is running on degraded hardware", true)]
    [InlineData(" [completed] in other letters", true)]
    [InlineData("The instance is running on degraded hardware", false)]
    [InlineData("Not [Completed] yet", false)]
    [InlineData("", false)]
    public void PendingEvents_OfADescription_AreThoseThatAreNotOver(string description, bool over) =>
        Assert.Equal(!over, (Instances.Web with { ScheduledEvents = [new ScheduledEvent("instance-reboot", description)] }).PendingEvents.Any());

    [Fact]
    public void PendingEvents_Several_AreInTheOrderOfTheirTimes()
    {
        var instance = Instances.Web with
        {
            ScheduledEvents = [new ScheduledEvent("instance-stop", "later", Moments.After(60)), new ScheduledEvent("instance-reboot", "sooner", Moments.Start)],
        };

        Assert.Equal(["instance-reboot", "instance-stop"], instance.PendingEvents.Select(e => e.Code));
    }

    [Theory]
    [InlineData("stopped", "Client.UserInitiatedHibernate: User initiated hibernate", true)]
    [InlineData("stopped", "Client.UserInitiatedShutdown: User initiated shutdown", false)]
    [InlineData("stopped", null, false)]
    [InlineData("running", "Client.UserInitiatedHibernate: User initiated hibernate", false)]
    public void IsHibernated_OfAStateAndItsReason_IsOnlyAStoppedOne(string state, string? reason, bool hibernated) =>
        Assert.Equal(hibernated, (Instances.Web with { State = state, StateReason = reason }).IsHibernated);
}
