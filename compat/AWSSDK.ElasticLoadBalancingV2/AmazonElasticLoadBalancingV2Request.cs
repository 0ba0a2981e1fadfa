using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2;

public partial class AmazonElasticLoadBalancingV2Request : AmazonWebServiceRequest;
