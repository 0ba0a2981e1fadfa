using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling;

public class MetricType : ConstantClass
{
    public MetricType(string value)
        : base(value)
    {
    }

    public static MetricType FindValue(string value) => FindValue<MetricType>(value);

    public static implicit operator MetricType(string value) => FindValue(value);
}
