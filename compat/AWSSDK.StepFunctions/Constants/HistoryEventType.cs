using Amazon.Runtime;

namespace Amazon.StepFunctions;

public class HistoryEventType : ConstantClass
{
    public static readonly HistoryEventType ExecutionStarted = new("ExecutionStarted");
    public static readonly HistoryEventType TaskScheduled = new("TaskScheduled");

    public HistoryEventType(string value)
        : base(value)
    {
    }

    public static HistoryEventType FindValue(string value) => FindValue<HistoryEventType>(value);

    public static implicit operator HistoryEventType(string value) => FindValue(value);
}
