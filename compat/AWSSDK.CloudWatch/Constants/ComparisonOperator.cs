using Amazon.Runtime;

namespace Amazon.CloudWatch;

public class ComparisonOperator : ConstantClass
{
    public static readonly ComparisonOperator GreaterThanThreshold = new("GreaterThanThreshold");

    public ComparisonOperator(string value)
        : base(value)
    {
    }

    public static ComparisonOperator FindValue(string value) => FindValue<ComparisonOperator>(value);

    public static implicit operator ComparisonOperator(string value) => FindValue(value);
}
