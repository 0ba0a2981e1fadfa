using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class ProtocolEnum : ConstantClass
{
    public static readonly ProtocolEnum HTTP = new("HTTP");
    public static readonly ProtocolEnum HTTPS = new("HTTPS");

    public ProtocolEnum(string value)
        : base(value)
    {
    }

    public static ProtocolEnum FindValue(string value) => FindValue<ProtocolEnum>(value);

    public static implicit operator ProtocolEnum(string value) => FindValue(value);
}
