using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public class TargetAdministrativeOverrideStateEnum : ConstantClass
{
    public static readonly TargetAdministrativeOverrideStateEnum No_override = new("no_override");

    public static readonly TargetAdministrativeOverrideStateEnum Unknown = new("unknown");

    public TargetAdministrativeOverrideStateEnum(string value)
        : base(value)
    {
    }

    public static TargetAdministrativeOverrideStateEnum FindValue(string value) => FindValue<TargetAdministrativeOverrideStateEnum>(value);

    public static implicit operator TargetAdministrativeOverrideStateEnum(string value) => FindValue(value);
}
