using System.Net;
using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class ConcurrentUpdateException : AmazonApplicationAutoScalingException
{
    public ConcurrentUpdateException(string message)
        : base(message)
    {
    }

    public ConcurrentUpdateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ConcurrentUpdateException(Exception innerException)
        : base(innerException)
    {
    }

    public ConcurrentUpdateException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    public ConcurrentUpdateException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
