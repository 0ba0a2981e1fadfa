using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling;

public partial class AmazonApplicationAutoScalingRequest : AmazonWebServiceRequest;
