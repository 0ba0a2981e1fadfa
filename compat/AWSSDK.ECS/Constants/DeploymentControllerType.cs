using Amazon.Runtime;

namespace Amazon.ECS;

public class DeploymentControllerType : ConstantClass
{
    public static readonly DeploymentControllerType ECS = new("ECS");

    public DeploymentControllerType(string value)
        : base(value)
    {
    }

    public static DeploymentControllerType FindValue(string value) => FindValue<DeploymentControllerType>(value);

    public static implicit operator DeploymentControllerType(string value) => FindValue(value);
}
