using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling;

public class ScalingActivityStatusCode : ConstantClass
{
    public ScalingActivityStatusCode(string value)
        : base(value)
    {
    }

    public static ScalingActivityStatusCode FindValue(string value) => FindValue<ScalingActivityStatusCode>(value);

    public static implicit operator ScalingActivityStatusCode(string value) => FindValue(value);
}
