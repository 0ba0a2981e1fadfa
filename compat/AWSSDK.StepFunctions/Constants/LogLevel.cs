using Amazon.Runtime;

namespace Amazon.StepFunctions;

public class LogLevel : ConstantClass
{
    public static readonly LogLevel ALL = new("ALL");

    public LogLevel(string value)
        : base(value)
    {
    }

    public static LogLevel FindValue(string value) => FindValue<LogLevel>(value);

    public static implicit operator LogLevel(string value) => FindValue(value);
}
