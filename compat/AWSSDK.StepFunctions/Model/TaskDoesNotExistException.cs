using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class TaskDoesNotExistException : AmazonStepFunctionsException
{
    public TaskDoesNotExistException(string message)
        : base(message)
    {
    }

    public TaskDoesNotExistException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public TaskDoesNotExistException(Exception innerException)
        : base(innerException)
    {
    }

    public TaskDoesNotExistException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    public TaskDoesNotExistException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
