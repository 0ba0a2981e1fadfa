using Amazon.Compat.Protocols.Query;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>One line per operation: its name on the wire and how its answer is read.</summary>
internal static class SimpleNotificationServiceOperations
{
    private static readonly QueryService Service = new()
    {
        Name = "Amazon.SimpleNotificationService",
        ApiVersion = AmazonSimpleNotificationServiceConfig.ApiVersion,
        Exception = SimpleNotificationServiceErrors.From,
    };

    public static readonly InvokeOptions Publish = Service.Operation(nameof(Publish), PublishResponse.Read);
}
