using System.Net;
using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class FailedResourceAccessException : AmazonApplicationAutoScalingException
{
    public FailedResourceAccessException(string message)
        : base(message)
    {
    }

    public FailedResourceAccessException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public FailedResourceAccessException(Exception innerException)
        : base(innerException)
    {
    }

    public FailedResourceAccessException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    public FailedResourceAccessException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
