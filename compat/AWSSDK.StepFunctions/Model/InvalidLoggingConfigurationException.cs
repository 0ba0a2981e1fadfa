using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class InvalidLoggingConfigurationException : AmazonStepFunctionsException
{
    public InvalidLoggingConfigurationException(string message)
        : base(message)
    {
    }

    public InvalidLoggingConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public InvalidLoggingConfigurationException(Exception innerException)
        : base(innerException)
    {
    }

    public InvalidLoggingConfigurationException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    public InvalidLoggingConfigurationException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
