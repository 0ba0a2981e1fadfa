namespace OpsAgent.Deployment.Tests.Template;

/// <summary>What Ref and GetAtt give for a resource in account 123456789012, us-east-1; where AWS makes up a name it is made of the logical id.</summary>
internal static class ResourceNames
{
    public const string Account = "123456789012";
    public const string Region = "us-east-1";
    public const string Key = "0123abcd-01ab-01ab-01ab-0123456789ab";

    /// <exception cref="NotSupportedException">An attribute that is not known here.</exception>
    public static string Of(string id, string type, Func<string, string?> property, string? attribute) => (type, attribute) switch
    {
        ("AWS::ApiGateway::DomainName", null) => property("DomainName")!,
        ("AWS::ApiGateway::DomainName", "RegionalDomainName") => $"d-a1b2c3d4e5.execute-api.{Region}.amazonaws.com",
        ("AWS::ApiGateway::RestApi", null) => "a1b2c3d4e5",
        ("AWS::ApiGateway::Stage", null) => property("StageName")!,
        ("AWS::CloudFront::Distribution", null) => "E1A2B3C4D5E6F7",
        ("AWS::CloudFront::Distribution", "DomainName") => "d111111abcdef8.cloudfront.net",
        ("AWS::CloudWatch::Dashboard", null) => property("DashboardName")!,
        ("AWS::DynamoDB::Table", null) => property("TableName")!,
        ("AWS::DynamoDB::Table", "StreamArn") => Arn("dynamodb", $"table/{property("TableName")}/stream/2026-11-28T00:00:00.000"),
        ("AWS::DynamoDB::Table", "Arn") => Arn("dynamodb", $"table/{property("TableName")}"),
        ("AWS::Events::ApiDestination" or "AWS::Events::Connection", "Arn") => Arn("events", $"{(type.EndsWith("Connection", StringComparison.Ordinal) ? "connection" : "api-destination")}/{id}/0123abcd"),
        ("AWS::Events::Rule", null) => property("Name") ?? id,
        ("AWS::Events::Rule", "Arn") => Arn("events", $"rule/{property("Name") ?? id}"),
        ("AWS::IAM::ManagedPolicy", null) => $"arn:aws:iam::{Account}:policy/{id}",
        ("AWS::IAM::Role", null) => property("RoleName") ?? id,
        ("AWS::IAM::Role", "Arn") => $"arn:aws:iam::{Account}:role/{property("RoleName") ?? id}",
        ("AWS::KMS::Key", null) => id == "Key" ? Key : id,
        ("AWS::KMS::Key", "Arn") => Arn("kms", $"key/{(id == "Key" ? Key : id)}"),
        ("AWS::Lambda::Alias", null) => Arn("lambda", $"function:{property("FunctionName")}:{property("Name")}"),
        ("AWS::Lambda::Function", null) => property("FunctionName")!,
        ("AWS::Lambda::Function", "Arn") => Arn("lambda", $"function:{property("FunctionName")}"),
        ("AWS::Lambda::Version", null) => Arn("lambda", $"function:{property("FunctionName")}:1"),
        ("AWS::Lambda::Version", "Version") => "1",
        ("AWS::Logs::LogGroup", null) => property("LogGroupName")!,
        // AWS gives it with the asterisk.
        ("AWS::Logs::LogGroup", "Arn") => Arn("logs", $"log-group:{property("LogGroupName")}:*"),
        ("AWS::S3::Bucket", null) => id.ToLowerInvariant(),
        ("AWS::S3::Bucket", "Arn") => $"arn:aws:s3:::{id.ToLowerInvariant()}",
        ("AWS::S3::Bucket", "RegionalDomainName") => $"{id.ToLowerInvariant()}.s3.{Region}.amazonaws.com",
        ("AWS::SNS::Topic", null) => Arn("sns", property("TopicName")!),
        ("AWS::SQS::Queue", null) => $"https://sqs.{Region}.amazonaws.com/{Account}/{property("QueueName")}",
        ("AWS::SQS::Queue", "Arn") => Arn("sqs", property("QueueName")!),
        ("AWS::SQS::Queue", "QueueName") => property("QueueName")!,
        ("AWS::StepFunctions::StateMachine", null or "Arn") => Arn("states", $"stateMachine:{property("StateMachineName")}"),
        ("AWS::StepFunctions::StateMachine", "Name") => property("StateMachineName")!,
        ("AWS::WAFv2::WebACL", "Arn") => Arn("wafv2", $"regional/webacl/{property("Name")}/0123abcd"),
        (_, null) => id,
        _ => throw new NotSupportedException($"{type} has no {attribute} here."),
    };

    private static string Arn(string service, string resource) => $"arn:aws:{service}:{Region}:{Account}:{resource}";
}
