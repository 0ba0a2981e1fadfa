using System.Collections.Specialized;

using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Bootstrap.Tests.Actions;

public sealed class ActionTests
{
    [Fact]
    public void Action_OfATransaction_IsOneEntryForEachKindAndTable()
    {
        var action = AwsAction.Of(
            Request(
                "dynamodb",
                """
                {"TransactItems":[{"Put":{"TableName":"a"}},{"Delete":{"TableName":"a"}},{"Update":{"TableName":"b"}},{"ConditionCheck":{"TableName":"b"}}]}
                """,
                "DynamoDB_20120810.TransactWriteItems"),
            "OWN");

        Assert.Equal(
            [
                "dynamodb:TransactWriteItems/PutItem table/a", "dynamodb:TransactWriteItems/DeleteItem table/a",
                "dynamodb:TransactWriteItems/UpdateItem table/b", "dynamodb:TransactWriteItems/ConditionCheckItem table/b",
            ],
            action.Entries);
    }

    [Fact]
    public void Action_OfAnIndex_NamesIt() => Assert.Equal(
        ["dynamodb:Query table/a/index/by-status"],
        AwsAction.Of(Request("dynamodb", """{"TableName":"a","IndexName":"by-status"}""", "DynamoDB_20120810.Query"), "OWN").Entries);

    [Fact]
    public void Action_OfAForm_IsNamedAsIamNamesIt() => Assert.Equal(
        ["sns:Publish opsagent-notifications-test"],
        AwsAction.Of(Request("sns", "Action=Publish&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3Aopsagent-notifications-test", null), "OWN").Entries);

    [Theory]
    [InlineData("OWN", false)]
    [InlineData("OTHER", true)]
    public void Action_SignedWithAnotherKeyThanTheFunctions_IsTheExecutors(string ownKey, bool isOfExecutor) =>
        Assert.Equal(isOfExecutor, AwsAction.Of(Request("monitoring", "Action=ListMetrics", null), ownKey).IsOfExecutor);

    private static ReceivedRequest Request(string service, string body, string? target)
    {
        var headers = new NameValueCollection { ["Authorization"] = $"AWS4-HMAC-SHA256 Credential=OWN/20260121/us-east-1/{service}/aws4_request, SignedHeaders=host" };
        if (target is not null)
        {
            headers["X-Amz-Target"] = target;
        }

        return new ReceivedRequest("POST", "/", headers, body);
    }
}
