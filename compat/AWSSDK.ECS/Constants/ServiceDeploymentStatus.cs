using Amazon.Runtime;

namespace Amazon.ECS;

public class ServiceDeploymentStatus : ConstantClass
{
    public static readonly ServiceDeploymentStatus SUCCESSFUL = new("SUCCESSFUL");

    public ServiceDeploymentStatus(string value)
        : base(value)
    {
    }

    public static ServiceDeploymentStatus FindValue(string value) => FindValue<ServiceDeploymentStatus>(value);

    public static implicit operator ServiceDeploymentStatus(string value) => FindValue(value);
}
