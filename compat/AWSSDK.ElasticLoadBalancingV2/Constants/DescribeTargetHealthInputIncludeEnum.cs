using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class DescribeTargetHealthInputIncludeEnum : ConstantClass
{
    public static readonly DescribeTargetHealthInputIncludeEnum AnomalyDetection = new("AnomalyDetection");

    public DescribeTargetHealthInputIncludeEnum(string value)
        : base(value)
    {
    }

    public static DescribeTargetHealthInputIncludeEnum FindValue(string value) => FindValue<DescribeTargetHealthInputIncludeEnum>(value);

    public static implicit operator DescribeTargetHealthInputIncludeEnum(string value) => FindValue(value);
}
