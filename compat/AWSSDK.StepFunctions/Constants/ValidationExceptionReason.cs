using Amazon.Runtime;

namespace Amazon.StepFunctions;

public class ValidationExceptionReason : ConstantClass
{
    public static readonly ValidationExceptionReason API_DOES_NOT_SUPPORT_LABELED_ARNS = new("API_DOES_NOT_SUPPORT_LABELED_ARNS");

    public ValidationExceptionReason(string value)
        : base(value)
    {
    }

    public static ValidationExceptionReason FindValue(string value) => FindValue<ValidationExceptionReason>(value);

    public static implicit operator ValidationExceptionReason(string value) => FindValue(value);
}
