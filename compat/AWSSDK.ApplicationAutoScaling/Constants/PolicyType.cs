using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling;

public class PolicyType : ConstantClass
{
    public PolicyType(string value)
        : base(value)
    {
    }

    public static PolicyType FindValue(string value) => FindValue<PolicyType>(value);

    public static implicit operator PolicyType(string value) => FindValue(value);
}
