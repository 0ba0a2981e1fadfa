using Amazon.Runtime;

namespace Amazon.CloudWatch;

public class EvaluationState : ConstantClass
{
    public static readonly EvaluationState PARTIAL_DATA = new("PARTIAL_DATA");

    public EvaluationState(string value)
        : base(value)
    {
    }

    public static EvaluationState FindValue(string value) => FindValue<EvaluationState>(value);

    public static implicit operator EvaluationState(string value) => FindValue(value);
}
