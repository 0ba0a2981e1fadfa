namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>What AWS permits as the name of a resource.</summary>
/// <param name="Type">CloudFormation's type.</param>
/// <param name="Property">The path to the name in the properties.</param>
/// <param name="Characters">A regular expression for the whole name.</param>
/// <param name="Source">The page of AWS that says so.</param>
internal sealed record NameShape(string Type, string Property, int Min, int Max, string Characters, string Source)
{
    private const string Api = "https://docs.aws.amazon.com/";

    /// <summary>By type. A name of another type is a finding, so that its limits are looked up.</summary>
    public static IReadOnlyDictionary<string, NameShape> All { get; } = new NameShape[]
    {
        new("AWS::ApiGateway::DomainName", "DomainName", 1, 253, "[a-z0-9.*-]+", $"{Api}apigateway/latest/developerguide/how-to-custom-domains.html"),
        new("AWS::ApiGateway::Stage", "StageName", 1, 128, "[A-Za-z0-9_-]+", $"{Api}apigateway/latest/api/API_CreateStage.html"),
        new("AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig.Name", 1, 64, ".+", $"{Api}cloudfront/latest/APIReference/API_OriginAccessControlConfig.html"),
        new("AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyConfig.Name", 1, 128, "[A-Za-z0-9_-]+", $"{Api}cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html"),
        new("AWS::CloudWatch::Alarm", "AlarmName", 1, 255, @"[^\p{Cc}]+", $"{Api}AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"),
        new("AWS::CloudWatch::CompositeAlarm", "AlarmName", 1, 255, @"[^\p{Cc}]+", $"{Api}AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html"),
        new("AWS::CloudWatch::Dashboard", "DashboardName", 1, 255, "[A-Za-z0-9_-]+", $"{Api}AmazonCloudWatch/latest/APIReference/API_PutDashboard.html"),
        new("AWS::CodeDeploy::Application", "ApplicationName", 1, 100, ".+", $"{Api}codedeploy/latest/APIReference/API_CreateApplication.html"),
        new("AWS::CodeDeploy::DeploymentGroup", "DeploymentGroupName", 1, 100, ".+", $"{Api}codedeploy/latest/APIReference/API_CreateDeploymentGroup.html"),
        new("AWS::DynamoDB::Table", "TableName", 3, 255, "[a-zA-Z0-9_.-]+", $"{Api}amazondynamodb/latest/APIReference/API_CreateTable.html"),
        new("AWS::ECS::Cluster", "ClusterName", 1, 255, "[A-Za-z0-9_-]+", $"{Api}AmazonECS/latest/APIReference/API_CreateCluster.html"),
        new("AWS::ECS::Service", "ServiceName", 1, 255, "[A-Za-z0-9_-]+", $"{Api}AmazonECS/latest/APIReference/API_CreateService.html"),
        new("AWS::ECS::TaskDefinition", "Family", 1, 255, "[A-Za-z0-9_-]+", $"{Api}AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"),
        new("AWS::Events::ApiDestination", "Name", 1, 64, "[._A-Za-z0-9-]+", $"{Api}eventbridge/latest/APIReference/API_CreateApiDestination.html"),
        new("AWS::Events::Connection", "Name", 1, 64, "[._A-Za-z0-9-]+", $"{Api}eventbridge/latest/APIReference/API_CreateConnection.html"),
        new("AWS::Events::Rule", "Name", 1, 64, "[._A-Za-z0-9-]+", $"{Api}eventbridge/latest/APIReference/API_PutRule.html"),
        new("AWS::IAM::ManagedPolicy", "ManagedPolicyName", 1, 128, @"[\w+=,.@-]+", $"{Api}IAM/latest/APIReference/API_CreatePolicy.html"),
        new("AWS::IAM::Role", "RoleName", 1, 64, @"[\w+=,.@-]+", $"{Api}IAM/latest/APIReference/API_CreateRole.html"),
        new("AWS::IAM::RolePolicy", "PolicyName", 1, 128, @"[\w+=,.@-]+", $"{Api}IAM/latest/APIReference/API_PutRolePolicy.html"),
        new("AWS::KMS::Alias", "AliasName", 7, 256, "alias/(?!aws/)[a-zA-Z0-9/_-]+", $"{Api}kms/latest/APIReference/API_CreateAlias.html"),
        new("AWS::Lambda::Alias", "Name", 1, 128, "(?![0-9]+$)[a-zA-Z0-9_-]+", $"{Api}lambda/latest/api/API_CreateAlias.html"),
        new("AWS::Lambda::Function", "FunctionName", 1, 64, "[a-zA-Z0-9_-]+", $"{Api}lambda/latest/api/API_CreateFunction.html"),
        new("AWS::Logs::LogGroup", "LogGroupName", 1, 512, "(?!aws/)[._/#A-Za-z0-9-]+", $"{Api}AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"),
        new("AWS::Logs::QueryDefinition", "Name", 1, 255, ".+", $"{Api}AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html"),
        new("AWS::S3::Bucket", "BucketName", 3, 63, "[a-z0-9][a-z0-9.-]+[a-z0-9]", $"{Api}AmazonS3/latest/userguide/bucketnamingrules.html"),
        new("AWS::SNS::Topic", "TopicName", 1, 256, "[A-Za-z0-9_-]+", $"{Api}sns/latest/api/API_CreateTopic.html"),
        new("AWS::SQS::Queue", "QueueName", 1, 80, "[A-Za-z0-9_-]+", $"{Api}AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"),
        // 1,011 characters with the ARN before it; of a hierarchy 15 levels.
        new("AWS::SSM::Parameter", "Name", 1, 1011 - 49, "(?i)(?!/?(aws|ssm))(/[a-z0-9_.-]+){1,15}", $"{Api}systems-manager/latest/APIReference/API_PutParameter.html"),
        new("AWS::Scheduler::Schedule", "Name", 1, 64, "[0-9a-zA-Z_.-]+", $"{Api}scheduler/latest/APIReference/API_CreateSchedule.html"),
        // With logging the name must be of these alone.
        new("AWS::StepFunctions::StateMachine", "StateMachineName", 1, 80, "[0-9A-Za-z_-]+", $"{Api}step-functions/latest/apireference/API_CreateStateMachine.html"),
        new("AWS::Synthetics::Canary", "Name", 1, 255, "[0-9a-z_-]+", $"{Api}AmazonSynthetics/latest/APIReference/API_CreateCanary.html"),
        new("AWS::WAFv2::WebACL", "Name", 1, 128, @"[\w-]+", $"{Api}waf/latest/APIReference/API_CreateWebACL.html"),
    }.ToDictionary(shape => shape.Type);

    /// <summary>Properties called a name that name another resource, or for which AWS documents no limit.</summary>
    public static IReadOnlySet<string> Others { get; } = new HashSet<string>
    {
        "AWS::ApiGateway::ApiKey.Name", "AWS::ApiGateway::BasePathMapping.DomainName", "AWS::ApiGateway::RestApi.Name", "AWS::ApiGateway::UsagePlan.UsagePlanName", "AWS::CloudWatch::Alarm.MetricName",
        "AWS::CodeDeploy::DeploymentGroup.ApplicationName", "AWS::IAM::RolePolicy.RoleName", "AWS::Lambda::Alias.FunctionName", "AWS::Lambda::EventInvokeConfig.FunctionName", "AWS::Lambda::EventSourceMapping.FunctionName", "AWS::Lambda::Permission.FunctionName",
        "AWS::Lambda::Version.FunctionName", "AWS::CodeDeploy::DeploymentGroup.DeploymentConfigName",
    };

    /// <summary>Types whose names are one account's in all Regions, or everybody's.</summary>
    public static IReadOnlySet<string> Global { get; } = new HashSet<string>
    {
        "AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::ResponseHeadersPolicy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::S3::Bucket",
    };
}
