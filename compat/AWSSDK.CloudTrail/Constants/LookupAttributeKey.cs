using Amazon.Runtime;

namespace Amazon.CloudTrail;

public class LookupAttributeKey : ConstantClass
{
    public static readonly LookupAttributeKey ResourceName = new("ResourceName");

    public LookupAttributeKey(string value)
        : base(value)
    {
    }

    public static LookupAttributeKey FindValue(string value) => FindValue<LookupAttributeKey>(value);

    public static implicit operator LookupAttributeKey(string value) => FindValue(value);
}
