using Amazon.Compat.Protocols;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

public partial class AmazonStepFunctionsClient : AmazonServiceClient, IAmazonStepFunctions
{
    public AmazonStepFunctionsClient()
        : base(new AmazonStepFunctionsConfig())
    {
    }

    public AmazonStepFunctionsClient(RegionEndpoint region)
        : base(new AmazonStepFunctionsConfig { RegionEndpoint = region })
    {
    }

    public AmazonStepFunctionsClient(AmazonStepFunctionsConfig config)
        : base(config)
    {
    }

    public AmazonStepFunctionsClient(AWSCredentials credentials)
        : base(credentials, new AmazonStepFunctionsConfig())
    {
    }

    public AmazonStepFunctionsClient(AWSCredentials credentials, RegionEndpoint region)
        : base(credentials, new AmazonStepFunctionsConfig { RegionEndpoint = region })
    {
    }

    public AmazonStepFunctionsClient(AWSCredentials credentials, AmazonStepFunctionsConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    public AmazonStepFunctionsClient(string awsAccessKeyId, string awsSecretAccessKey)
        : base(awsAccessKeyId, awsSecretAccessKey, new AmazonStepFunctionsConfig())
    {
    }

    public AmazonStepFunctionsClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : base(awsAccessKeyId, awsSecretAccessKey, new AmazonStepFunctionsConfig { RegionEndpoint = region })
    {
    }

    public AmazonStepFunctionsClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonStepFunctionsConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    public AmazonStepFunctionsClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonStepFunctionsConfig())
    {
    }

    public AmazonStepFunctionsClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonStepFunctionsConfig { RegionEndpoint = region })
    {
    }

    public AmazonStepFunctionsClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonStepFunctionsConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new ServiceMetadata(AmazonStepFunctionsConfig.ServiceId);

    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    public virtual Task<CreateStateMachineResponse> CreateStateMachineAsync(CreateStateMachineRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateStateMachineResponse>(request, StepFunctionsOperations.CreateStateMachine, cancellationToken);

    public virtual Task<DescribeExecutionResponse> DescribeExecutionAsync(DescribeExecutionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeExecutionResponse>(request, StepFunctionsOperations.DescribeExecution, cancellationToken);

    public virtual Task<DescribeStateMachineResponse> DescribeStateMachineAsync(DescribeStateMachineRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeStateMachineResponse>(request, StepFunctionsOperations.DescribeStateMachine, cancellationToken);

    public virtual Task<GetExecutionHistoryResponse> GetExecutionHistoryAsync(GetExecutionHistoryRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetExecutionHistoryResponse>(request, StepFunctionsOperations.GetExecutionHistory, cancellationToken);

    public virtual Task<ListExecutionsResponse> ListExecutionsAsync(ListExecutionsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListExecutionsResponse>(request, StepFunctionsOperations.ListExecutions, cancellationToken);

    public virtual Task<ListStateMachinesResponse> ListStateMachinesAsync(ListStateMachinesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListStateMachinesResponse>(request, StepFunctionsOperations.ListStateMachines, cancellationToken);

    public virtual Task<SendTaskFailureResponse> SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<SendTaskFailureResponse>(request, StepFunctionsOperations.SendTaskFailure, cancellationToken);

    public virtual Task<SendTaskHeartbeatResponse> SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<SendTaskHeartbeatResponse>(request, StepFunctionsOperations.SendTaskHeartbeat, cancellationToken);

    public virtual Task<SendTaskSuccessResponse> SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<SendTaskSuccessResponse>(request, StepFunctionsOperations.SendTaskSuccess, cancellationToken);

    public virtual Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<StartExecutionResponse>(request, StepFunctionsOperations.StartExecution, cancellationToken);

    public virtual Task<StopExecutionResponse> StopExecutionAsync(StopExecutionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<StopExecutionResponse>(request, StepFunctionsOperations.StopExecution, cancellationToken);

    public virtual Task<UpdateStateMachineResponse> UpdateStateMachineAsync(UpdateStateMachineRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UpdateStateMachineResponse>(request, StepFunctionsOperations.UpdateStateMachine, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.UseRegionalSigV4(pipeline);
}
