using Amazon.Runtime;

namespace Amazon.StepFunctions;

public partial class AmazonStepFunctionsRequest : AmazonWebServiceRequest;
