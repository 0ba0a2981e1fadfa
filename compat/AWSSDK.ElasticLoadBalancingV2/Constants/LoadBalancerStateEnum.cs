using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class LoadBalancerStateEnum : ConstantClass
{
    public static readonly LoadBalancerStateEnum Active_impaired = new("active_impaired");

    public LoadBalancerStateEnum(string value)
        : base(value)
    {
    }

    public static LoadBalancerStateEnum FindValue(string value) => FindValue<LoadBalancerStateEnum>(value);

    public static implicit operator LoadBalancerStateEnum(string value) => FindValue(value);
}
