using Amazon.Runtime;

namespace Amazon.ECS;

public class DeploymentStrategy : ConstantClass
{
    public static readonly DeploymentStrategy ROLLING = new("ROLLING");

    public DeploymentStrategy(string value)
        : base(value)
    {
    }

    public static DeploymentStrategy FindValue(string value) => FindValue<DeploymentStrategy>(value);

    public static implicit operator DeploymentStrategy(string value) => FindValue(value);
}
