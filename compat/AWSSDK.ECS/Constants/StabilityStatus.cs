using Amazon.Runtime;

namespace Amazon.ECS;

public class StabilityStatus : ConstantClass
{
    public static readonly StabilityStatus STEADY_STATE = new("STEADY_STATE");

    public StabilityStatus(string value)
        : base(value)
    {
    }

    public static StabilityStatus FindValue(string value) => FindValue<StabilityStatus>(value);

    public static implicit operator StabilityStatus(string value) => FindValue(value);
}
