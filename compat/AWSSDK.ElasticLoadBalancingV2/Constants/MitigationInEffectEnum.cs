using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class MitigationInEffectEnum : ConstantClass
{
    public static readonly MitigationInEffectEnum No = new("no");

    public MitigationInEffectEnum(string value)
        : base(value)
    {
    }

    public static MitigationInEffectEnum FindValue(string value) => FindValue<MitigationInEffectEnum>(value);

    public static implicit operator MitigationInEffectEnum(string value) => FindValue(value);
}
