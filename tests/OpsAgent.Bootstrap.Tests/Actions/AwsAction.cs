using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Bootstrap.Tests.Actions;

/// <summary>A request to AWS as the one who reviews rights sees it.</summary>
/// <param name="Call">Service and API action, such as <c>dynamodb:Query</c>.</param>
/// <param name="IsOfExecutor">Signed with a session of the executor role and not with the function's own role.</param>
/// <param name="Entries">What the list holds of it, each with the resource where rights are given by name.</param>
internal sealed partial record AwsAction(string Call, bool IsOfExecutor, IReadOnlyList<string> Entries)
{
    public static AwsAction Of(ReceivedRequest received, string ownKey)
    {
        var signed = Signed().Match(received["Authorization"] ?? string.Empty);
        var call = $"{ServiceOf(signed.Groups["service"].Value)}:{ActionOf(received)}";
        return new AwsAction(call, signed.Groups["key"].Value != ownKey, [.. EntriesOf(call, received)]);
    }

    private static IEnumerable<string> EntriesOf(string call, ReceivedRequest received) => call switch
    {
        "dynamodb:TransactWriteItems" => PartsOf(JsonNode.Parse(received.Body)!).Select(p => $"{call}/{p.Action} {TableOf(p.Item)}"),
        _ when call.StartsWith("dynamodb:", StringComparison.Ordinal) => [$"{call} {TableOf(JsonNode.Parse(received.Body)!)}"],
        "ssm:GetParameter" or "ssm:GetParameterHistory" => [$"{call} parameter{Text(JsonNode.Parse(received.Body)!, "Name")}"],
        "ssm:GetParameters" => JsonNode.Parse(received.Body)!["Names"]!.AsArray().Select(n => $"{call} parameter{Numbered().Replace(n!.GetValue<string>(), "/*")}").Distinct(),
        "states:StartExecution" => [$"{call} {ResourceOf(Text(JsonNode.Parse(received.Body)!, "stateMachineArn")!)}"],
        "sns:Publish" => [$"{call} {ResourceOf(Field(received, "TopicArn"))}"],
        "sts:AssumeRole" => [$"{call} {ResourceOf(Field(received, "RoleArn"))}"],
        "lambda:Invoke" => [$"{call} {ResourceOf(Uri.UnescapeDataString(InvokePath().Match(received.Path).Groups["function"].Value))}"],
        "bedrock:Converse" => [$"{call} {Uri.UnescapeDataString(ConversePath().Match(received.Path).Groups["model"].Value)}"],
        "bedrock:GetFoundationModel" => [$"{call} {Uri.UnescapeDataString(FoundationModelPath().Match(received.Path).Groups["model"].Value)}"],
        _ => [call],
    };

    // IAM knows no action of the transaction's own name: it asks for that of each item.
    private static IEnumerable<(string Action, JsonNode Item)> PartsOf(JsonNode transaction) =>
        from item in transaction["TransactItems"]!.AsArray()
        from part in item!.AsObject()
        select (part.Key == "ConditionCheck" ? "ConditionCheckItem" : $"{part.Key}Item", part.Value);

    private static string TableOf(JsonNode request) =>
        $"table/{Text(request, "TableName")}{(Text(request, "IndexName") is { } index ? $"/index/{index}" : string.Empty)}";

    private static string? Text(JsonNode request, string member) => request[member]?.GetValue<string>();

    private static string Field(ReceivedRequest received, string name) => Uri.UnescapeDataString(
        received.Body.Split('&').Select(f => f.Split('=', 2)).Single(f => f[0] == name)[1]);

    private static string ResourceOf(string arn) => string.Join(':', arn.Split(':').Skip(5));

    // IAM calls CloudWatch by another name than the signature.
    private static string ServiceOf(string signingName) => signingName == "monitoring" ? "cloudwatch" : signingName;

    private static string ActionOf(ReceivedRequest received) => received["X-Amz-Target"] is { } target
        ? target[(target.LastIndexOf('.') + 1)..]
        : ConversePath().IsMatch(received.Path) ? "Converse"
        : InvokePath().IsMatch(received.Path) ? "Invoke"
        : FoundationModelPath().IsMatch(received.Path) ? "GetFoundationModel"
        : Field(received, "Action");

    [GeneratedRegex("/[0-9]+$")]
    private static partial Regex Numbered();

    [GeneratedRegex("^/model/(?<model>[^/]+)/converse$")]
    private static partial Regex ConversePath();

    [GeneratedRegex("^/foundation-models/(?<model>[^/]+)$")]
    private static partial Regex FoundationModelPath();

    [GeneratedRegex("^/2015-03-31/functions/(?<function>[^/]+)/invocations$")]
    private static partial Regex InvokePath();

    [GeneratedRegex("Credential=(?<key>[^/]+)/[0-9]+/[^/]+/(?<service>[^/]+)/aws4_request")]
    private static partial Regex Signed();
}
