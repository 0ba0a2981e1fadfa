using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Template;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Deployment.Tests.Rights;

/// <summary>
/// The roles of the expanded template allow exactly what the functions were seen to call (aws-actions.txt), by the
/// reviewed map of rights.json, and what AWS's services do in their name: nothing is missing and nothing unused.
/// </summary>
public sealed class LeastPrivilegeTests
{
    [Fact]
    public async Task Roles_AllowWhatIsNeeded_AndNothingElse()
    {
        var difference = Difference(await ExpandedTemplate.OfAsync("LLMProvider=bedrock", "BedrockModelId=us.example.model-v1:0"));
        Assert.True(difference.Count == 0, $"- allowed and not needed, + needed and not allowed:\n{string.Join('\n', difference)}");
    }

    [Fact]
    public async Task Roles_WithEveryOption_AllowWhatIsNeeded_AndNothingElse()
    {
        var difference = Difference(await ExpandedTemplate.OfAsync(
            "LLMProvider=bedrock", "BedrockModelId=us.example.model-v1:0", "EnableTracing=true", "CreateCanary=true", "CreateAuditArchive=true", "TrafficShifting=Canary10Percent5Minutes", "CreateConsole=true",
            "PermissionsBoundary=arn:aws:iam::123456789012:policy/boundary", "ApiDomainName=api.example.com", "ApiCertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/0", "WebAcl=create"));
        Assert.True(difference.Count == 0, $"- allowed and not needed, + needed and not allowed:\n{string.Join('\n', difference)}");
    }

    [Fact]
    public async Task Roles_WithoutAModel_AreTheSameWithoutTheRightToAskIt() => Assert.All(
        Difference(await ExpandedTemplate.TestAsync()).Append("+ Chat bedrock:InvokeModel on "),
        d => Assert.Matches(@"^\+ (Chat(Worker)? bedrock:InvokeModel|Health bedrock:GetFoundationModel) on ", d));

    [Fact]
    public async Task Roles_WithAModelNamedByItsArn_MayAskItAlone()
    {
        const string profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
        var template = await ExpandedTemplate.OfAsync("LLMProvider=bedrock", $"BedrockModelId={profile}");
        string[] ask =
        [
            $"bedrock:InvokeModel on {profile}",
            $$$"""bedrock:InvokeModel on arn:aws:bedrock:*::foundation-model/* if {"StringEquals":{"bedrock:InferenceProfileArn":"{{{profile}}}"}}""",
            $$$"""bedrock:InvokeModel on arn:aws:bedrock:::foundation-model/* if {"StringEquals":{"bedrock:InferenceProfileArn":"{{{profile}}}"}}""",
        ];
        Assert.Equal(
            [.. ask.Select(a => $"Chat {a}"), .. ask.Select(a => $"ChatWorker {a}"), "Health bedrock:GetFoundationModel on arn:aws:bedrock:us-east-1::foundation-model/*"],
            AllowedGrants.Of(template).Where(g => g.Action.StartsWith("bedrock:", StringComparison.Ordinal)).Select(g => g.ToString()));
    }

    [Theory]
    [InlineData("AuthorizerRole", "CountRequests", "dynamodb:DeleteItem")]
    [InlineData("DiagnosticsRole", "Look", "ec2:RebootInstances")]
    [InlineData("ReconcilerRole", "EndTheWait", "states:RedriveExecution")]
    [InlineData("ExecutorRole", "ScaleTaggedServices", "ecs:DeleteService")]
    [InlineData("StateMachineRole", "InvokeTheSteps", "lambda:GetFunction")]
    public async Task Roles_WithAPlantedExtraAction_AreFound(string role, string sid, string action)
    {
        var planted = (await ExpandedTemplate.TestAsync()).Changed(s => StatementOf(s, role, sid)["Action"] = new JsonArray([.. ActionsOf(s, role, sid), action]));
        Assert.Contains(Difference(planted), d => d.StartsWith($"- {AllowedGrants.RoleOf(role)} {action} on ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AuthorizerRole", "CountRequests", "dynamodb:UpdateItem")]
    [InlineData("ExecuteActionRole", "BecomeTheExecutor", "sts:SetSourceIdentity")]
    [InlineData("ProposalsRole", "StartExecutions", "states:StartExecution")]
    [InlineData("RecordOutcomeRole", "EncryptNotices", "kms:GenerateDataKey")]
    [InlineData("ExecutorRole", "RebootTaggedInstances", "ec2:RebootInstances")]
    public async Task Roles_WithAPlantedMissingAction_AreFound(string role, string sid, string action)
    {
        var planted = (await ExpandedTemplate.TestAsync()).Changed(
            s => StatementOf(s, role, sid)["Action"] = new JsonArray([.. ActionsOf(s, role, sid).Where(a => a!.GetValue<string>() != action), "planted:Nothing"]));
        Assert.Contains(Difference(planted), d => d.StartsWith($"+ {AllowedGrants.RoleOf(role)} {action} on ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AuthorizerRole", "CountRequests")]
    [InlineData("ValidateTagsRole", "LookAtServices")]
    public async Task Roles_WithAPlantedWiderResource_AreFound(string role, string sid)
    {
        var planted = (await ExpandedTemplate.TestAsync()).Changed(s => StatementOf(s, role, sid)["Resource"] = "*");
        Assert.Contains(Difference(planted), d => d.StartsWith($"- {AllowedGrants.RoleOf(role)} ", StringComparison.Ordinal) && d.EndsWith("on *", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ExecutorRole", "RebootTaggedInstances")]
    [InlineData("ReconcilerRole", "EncryptNotices")]
    [InlineData("ReconcilerRole", "MoveProposals")]
    [InlineData("AuditDigestRole", "PutDigests")]
    public async Task Roles_WithAPlantedMissingCondition_AreFound(string role, string sid)
    {
        var planted = (await ExpandedTemplate.TestAsync()).Changed(s => StatementOf(s, role, sid).Remove("Condition"));
        Assert.Contains(Difference(planted), d => d.StartsWith($"- {AllowedGrants.RoleOf(role)} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Map_EveryRule_IsUsedAndSaysWhy()
    {
        var map = PermissionMap.Read();
        var used = PermissionMap.Seen().SelectMany(map.RulesFor).ToHashSet();
        Assert.Empty(map.Calls.Where(r => !used.Contains(r)).Select(r => r.Call));
        Assert.All(map.Calls.Select(r => r.Rule).Concat(map.Services.Select(r => r.Rule)), rule => Assert.True(rule.Because.Length > 10, string.Join(' ', rule.Actions)));
        Assert.Empty(map.Services.SelectMany(r => r.Who).Except([.. FunctionNames.All, "functions", "StateMachine", "Canary", "CodeDeploy"]));
        Assert.NotEmpty((await ExpandedTemplate.TestAsync()).OfType("AWS::IAM::Role"));
    }

    [Fact]
    public void Map_ForACallThatNobodyReviewed_Fails() => Assert.Throws<InvalidOperationException>(
        () => PermissionMap.Read().RulesFor(new PermissionMap.SeenCall("Reconciler", "ec2:TerminateInstances", string.Empty)));

    private static IReadOnlyList<string> Difference(ExpandedTemplate template)
    {
        var (needed, allowed) = (PermissionMap.Read().Needed(PermissionMap.Seen(), template), AllowedGrants.Of(template));
        return [.. allowed.Except(needed).Select(g => $"- {g}").Concat(needed.Except(allowed).Select(g => $"+ {g}")).Order(StringComparer.Ordinal)];
    }

    private static JsonObject StatementOf(JsonObject source, string role, string sid) =>
        source["Resources"]![role]!["Properties"]!["Policies"]!.AsArray().Select(p => p!["PolicyDocument"]!)
            .Concat(source["Resources"]!.AsObject().Where(r => r.Value!["Properties"]?["RoleName"] is JsonObject name && (string?)name["Ref"] == role).Select(r => r.Value!["Properties"]!["PolicyDocument"]!))
            .SelectMany(document => document["Statement"]!.AsArray())
            .Where(s => s!["Sid"] is not null)
            .Single(s => s!["Sid"]!.GetValue<string>() == sid)!.AsObject();

    private static IEnumerable<JsonNode?> ActionsOf(JsonObject source, string role, string sid) =>
        Policies.StringOrArray.Read(StatementOf(source, role, sid)["Action"]).Select(a => (JsonNode?)a);
}
