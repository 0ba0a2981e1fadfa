using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class ExecutionDoesNotExistException : AmazonStepFunctionsException
{
    public ExecutionDoesNotExistException(string message)
        : base(message)
    {
    }

    public ExecutionDoesNotExistException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ExecutionDoesNotExistException(Exception innerException)
        : base(innerException)
    {
    }

    public ExecutionDoesNotExistException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    public ExecutionDoesNotExistException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
