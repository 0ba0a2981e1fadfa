using Amazon.Runtime;

namespace Amazon.ECS;

public class SchedulingStrategy : ConstantClass
{
    public static readonly SchedulingStrategy REPLICA = new("REPLICA");

    public SchedulingStrategy(string value)
        : base(value)
    {
    }

    public static SchedulingStrategy FindValue(string value) => FindValue<SchedulingStrategy>(value);

    public static implicit operator SchedulingStrategy(string value) => FindValue(value);
}
