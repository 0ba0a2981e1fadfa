using Amazon.Runtime;

namespace Amazon.BedrockRuntime;

public class ToolResultStatus : ConstantClass
{
    public static readonly ToolResultStatus Error = new("error");

    public static readonly ToolResultStatus Success = new("success");

    public ToolResultStatus(string value)
        : base(value)
    {
    }

    public static ToolResultStatus FindValue(string value) => FindValue<ToolResultStatus>(value);

    public static implicit operator ToolResultStatus(string value) => FindValue(value);
}
