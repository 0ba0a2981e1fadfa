using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class KmsThrottlingException : AmazonStepFunctionsException
{
    public KmsThrottlingException(string message)
        : base(message)
    {
    }

    public KmsThrottlingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public KmsThrottlingException(Exception innerException)
        : base(innerException)
    {
    }

    public KmsThrottlingException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    public KmsThrottlingException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
