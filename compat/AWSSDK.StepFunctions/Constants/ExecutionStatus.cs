using Amazon.Runtime;

namespace Amazon.StepFunctions;

public class ExecutionStatus : ConstantClass
{
    public static readonly ExecutionStatus RUNNING = new("RUNNING");
    public static readonly ExecutionStatus TIMED_OUT = new("TIMED_OUT");
    public static readonly ExecutionStatus ABORTED = new("ABORTED");

    public ExecutionStatus(string value)
        : base(value)
    {
    }

    public static ExecutionStatus FindValue(string value) => FindValue<ExecutionStatus>(value);

    public static implicit operator ExecutionStatus(string value) => FindValue(value);
}
