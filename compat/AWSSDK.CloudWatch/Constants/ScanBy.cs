using Amazon.Runtime;

namespace Amazon.CloudWatch;

public class ScanBy : ConstantClass
{
    public static readonly ScanBy TimestampAscending = new("TimestampAscending");

    public ScanBy(string value)
        : base(value)
    {
    }

    public static ScanBy FindValue(string value) => FindValue<ScanBy>(value);

    public static implicit operator ScanBy(string value) => FindValue(value);
}
