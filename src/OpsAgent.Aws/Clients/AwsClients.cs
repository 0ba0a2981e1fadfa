using Amazon.ApplicationAutoScaling;
using Amazon.BedrockRuntime;
using Amazon.CloudTrail;
using Amazon.CloudWatch;
using Amazon.DynamoDBv2;
using Amazon.EC2;
using Amazon.ECS;
using Amazon.ElasticLoadBalancingV2;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SimpleNotificationService;
using Amazon.SimpleSystemsManagement;
using Amazon.StepFunctions;

using OpsAgent.Aws.Clients.Lambda;
using OpsAgent.Aws.Model;

namespace OpsAgent.Aws.Clients;

/// <summary>
/// The SDK clients of one process, each created on first use. Credentials, Region and endpoints come from the SDK's default
/// chain unless given.
/// </summary>
/// <param name="timing">Timeout and retries of every client.</param>
/// <param name="credentials">Null for the default chain.</param>
/// <param name="endpoint">One endpoint for every service, for tests; null for the default ones.</param>
public sealed class AwsClients(AwsTimeouts timing, AWSCredentials? credentials = null, Uri? endpoint = null) : IDisposable
{
    private readonly Lazy<IAmazonApplicationAutoScaling> _applicationAutoScaling = new(() => Make(timing, new AmazonApplicationAutoScalingConfig(), credentials, endpoint, c => new AmazonApplicationAutoScalingClient(c), (k, c) => new AmazonApplicationAutoScalingClient(k, c)));
    private readonly Lazy<IAmazonBedrockRuntime> _bedrock = new(() => Make(AwsTimeouts.Model, new AmazonBedrockRuntimeConfig(), credentials, endpoint, c => new AmazonBedrockRuntimeClient(c), (k, c) => new AmazonBedrockRuntimeClient(k, c)));
    private readonly Lazy<IAmazonCloudTrail> _cloudTrail = new(() => Make(timing, new AmazonCloudTrailConfig(), credentials, endpoint, c => new AmazonCloudTrailClient(c), (k, c) => new AmazonCloudTrailClient(k, c)));
    private readonly Lazy<IAmazonCloudWatch> _cloudWatch = new(() => Make(timing, new AmazonCloudWatchConfig(), credentials, endpoint, c => new AmazonCloudWatchClient(c), (k, c) => new AmazonCloudWatchClient(k, c)));
    private readonly Lazy<IAmazonDynamoDB> _dynamoDb = new(() => Make(timing, new AmazonDynamoDBConfig(), credentials, endpoint, c => new AmazonDynamoDBClient(c), (k, c) => new AmazonDynamoDBClient(k, c)));
    private readonly Lazy<IAmazonEC2> _ec2 = new(() => Make(timing, new AmazonEC2Config(), credentials, endpoint, c => new AmazonEC2Client(c), (k, c) => new AmazonEC2Client(k, c)));
    private readonly Lazy<IAmazonECS> _ecs = new(() => Make(timing, new AmazonECSConfig(), credentials, endpoint, c => new AmazonECSClient(c), (k, c) => new AmazonECSClient(k, c)));
    private readonly Lazy<IAmazonKeyManagementService> _kms = new(() => Make(timing, new AmazonKeyManagementServiceConfig(), credentials, endpoint, c => new AmazonKeyManagementServiceClient(c), (k, c) => new AmazonKeyManagementServiceClient(k, c)));
    private readonly Lazy<IAmazonElasticLoadBalancingV2> _loadBalancing = new(() => Make(timing, new AmazonElasticLoadBalancingV2Config(), credentials, endpoint, c => new AmazonElasticLoadBalancingV2Client(c), (k, c) => new AmazonElasticLoadBalancingV2Client(k, c)));
    private readonly Lazy<IAmazonS3> _s3 = new(() => Make(timing, new AmazonS3Config { ForcePathStyle = endpoint is not null }, credentials, endpoint, c => new AmazonS3Client(c), (k, c) => new AmazonS3Client(k, c)));
    private readonly Lazy<IAmazonSimpleNotificationService> _sns = new(() => Make(timing, new AmazonSimpleNotificationServiceConfig(), credentials, endpoint, c => new AmazonSimpleNotificationServiceClient(c), (k, c) => new AmazonSimpleNotificationServiceClient(k, c)));
    private readonly Lazy<IAmazonSimpleSystemsManagement> _ssm = new(() => Make(timing, new AmazonSimpleSystemsManagementConfig(), credentials, endpoint, c => new AmazonSimpleSystemsManagementClient(c), (k, c) => new AmazonSimpleSystemsManagementClient(k, c)));
    private readonly Lazy<IAmazonStepFunctions> _stepFunctions = new(() => Make(timing, new AmazonStepFunctionsConfig(), credentials, endpoint, c => new AmazonStepFunctionsClient(c), (k, c) => new AmazonStepFunctionsClient(k, c)));
    private readonly Lazy<IAmazonSecurityTokenService> _sts = new(() => Make(timing, new AmazonSecurityTokenServiceConfig(), credentials, endpoint, c => new AmazonSecurityTokenServiceClient(c), (k, c) => new AmazonSecurityTokenServiceClient(k, c)));

    public IAmazonApplicationAutoScaling ApplicationAutoScaling => _applicationAutoScaling.Value;

    public IAmazonBedrockRuntime Bedrock => _bedrock.Value;

    public IAmazonCloudTrail CloudTrail => _cloudTrail.Value;

    public IAmazonCloudWatch CloudWatch => _cloudWatch.Value;

    public IAmazonDynamoDB DynamoDb => _dynamoDb.Value;

    public IAmazonEC2 Ec2 => _ec2.Value;

    public IAmazonECS Ecs => _ecs.Value;

    public IAmazonKeyManagementService Kms => _kms.Value;

    public IAmazonElasticLoadBalancingV2 LoadBalancing => _loadBalancing.Value;

    public IAmazonS3 S3 => _s3.Value;

    public IAmazonSimpleNotificationService Sns => _sns.Value;

    public IAmazonSimpleSystemsManagement Ssm => _ssm.Value;

    public IAmazonStepFunctions StepFunctions => _stepFunctions.Value;

    public IAmazonSecurityTokenService Sts => _sts.Value;

    /// <returns>A client for one invocation, which it sends once. The caller disposes it.</returns>
    internal LambdaClient Lambda() => Make(AwsTimeouts.Invocation, LambdaClient.NewConfig(), credentials, endpoint, c => new LambdaClient(c), (k, c) => new LambdaClient(k, c));

    /// <returns>A client of Amazon Bedrock's catalogue. The caller disposes it.</returns>
    internal FoundationModelsClient FoundationModels() => Make(timing, FoundationModelsClient.NewConfig(), credentials, endpoint, c => new FoundationModelsClient(c), (k, c) => new FoundationModelsClient(k, c));

    /// <returns>Clients with the credentials of a session that send each request once. The caller disposes them.</returns>
    public AwsClients WithSession(AWSCredentials session) => new(AwsTimeouts.SingleAttempt, session, endpoint);

    public void Dispose()
    {
        DisposeOf(_applicationAutoScaling);
        DisposeOf(_bedrock);
        DisposeOf(_cloudTrail);
        DisposeOf(_cloudWatch);
        DisposeOf(_dynamoDb);
        DisposeOf(_ec2);
        DisposeOf(_ecs);
        DisposeOf(_kms);
        DisposeOf(_loadBalancing);
        DisposeOf(_s3);
        DisposeOf(_sns);
        DisposeOf(_ssm);
        DisposeOf(_stepFunctions);
        DisposeOf(_sts);
    }

    private static TClient Make<TClient, TConfig>(
        AwsTimeouts timing, TConfig config, AWSCredentials? credentials, Uri? endpoint, Func<TConfig, TClient> ofEnvironment, Func<AWSCredentials, TConfig, TClient> ofCredentials)
        where TConfig : ClientConfig
    {
        timing.ApplyTo(config);
        if (endpoint is not null)
        {
            (config.ServiceURL, config.AuthenticationRegion) = (endpoint.AbsoluteUri, "us-east-1");
        }

        return credentials is null ? ofEnvironment(config) : ofCredentials(credentials, config);
    }

    private static void DisposeOf<T>(Lazy<T> client)
        where T : IDisposable
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }
}
