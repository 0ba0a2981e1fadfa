using Amazon.Runtime;

namespace Amazon.CloudWatch;

public partial class AmazonCloudWatchRequest : AmazonWebServiceRequest;
