namespace OpsAgent.Core.Operations.Ecs;

/// <summary>One change of one ECS service by UpdateService.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Service">The service's name.</param>
public abstract record UpdateService(string Cluster, string Service) : AwsChange
{
    public const string IamAction = "ecs:UpdateService";

    public override string Action => IamAction;

    public override string Resource => $"{Cluster}/{Service}";
}
