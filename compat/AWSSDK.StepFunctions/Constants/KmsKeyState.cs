using Amazon.Runtime;

namespace Amazon.StepFunctions;

public class KmsKeyState : ConstantClass
{
    public static readonly KmsKeyState PENDING_DELETION = new("PENDING_DELETION");

    public KmsKeyState(string value)
        : base(value)
    {
    }

    public static KmsKeyState FindValue(string value) => FindValue<KmsKeyState>(value);

    public static implicit operator KmsKeyState(string value) => FindValue(value);
}
