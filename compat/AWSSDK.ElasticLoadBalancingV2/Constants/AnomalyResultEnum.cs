using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class AnomalyResultEnum : ConstantClass
{
    public static readonly AnomalyResultEnum Anomalous = new("anomalous");

    public AnomalyResultEnum(string value)
        : base(value)
    {
    }

    public static AnomalyResultEnum FindValue(string value) => FindValue<AnomalyResultEnum>(value);

    public static implicit operator AnomalyResultEnum(string value) => FindValue(value);
}
