using Amazon.Runtime;

namespace Amazon.BedrockRuntime;

public class StopReason : ConstantClass
{
    public static readonly StopReason End_turn = new("end_turn");






    public static readonly StopReason Stop_sequence = new("stop_sequence");

    public static readonly StopReason Tool_use = new("tool_use");

    public StopReason(string value)
        : base(value)
    {
    }

    public static StopReason FindValue(string value) => FindValue<StopReason>(value);

    public static implicit operator StopReason(string value) => FindValue(value);
}
