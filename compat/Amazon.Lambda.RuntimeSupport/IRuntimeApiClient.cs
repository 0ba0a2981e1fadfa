namespace Amazon.Lambda.RuntimeSupport;

public interface IRuntimeApiClient
{
    Task ReportInitializationErrorAsync(Exception exception, CancellationToken cancellationToken = default);

    Task<InvocationRequest> GetNextInvocationAsync(CancellationToken cancellationToken = default);

    Task ReportInvocationErrorAsync(string awsRequestId, Exception exception, CancellationToken cancellationToken = default);

    Task SendResponseAsync(string awsRequestId, Stream outputStream, CancellationToken cancellationToken = default);
}
