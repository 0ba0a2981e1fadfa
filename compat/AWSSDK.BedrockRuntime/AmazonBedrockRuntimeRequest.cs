using Amazon.Runtime;

namespace Amazon.BedrockRuntime;

public partial class AmazonBedrockRuntimeRequest : AmazonWebServiceRequest;
