using System.Text;
using System.Text.Json;

using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Api.Authorizer;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Hosting;

/// <summary>Whoever may invoke a function may send it anything: it ends as documented, and is seen in audit or log.</summary>
public sealed class MisshapenEventTests
{
    private static readonly string[] Anything =
    [
        "{}", "null", "[]", "7", "true", "\"text\"", "", "no JSON", "[{}]", "{\"a\":{\"b\":[null]}}",
        """{"proposal_id":null}""", """{"proposal_id":7}""", """{"proposal_id":"nope"}""", """{"proposal_id":["01kkng00000000000000000001"]}""",
        """{"proposal_id":"01kkng00000000000000000001","phase":7}""", """{"proposal_id":"01kkng00000000000000000001","task_token":{},"entered_at":"yesterday"}""",
        """{"proposal_id":"01kkng00000000000000000001","run":[]}""", """{"proposal_id":"01kkng00000000000000000001","task_token":null,"entered_at":null,"retry_count":null}""",
        """{"path":null,"httpMethod":null,"headers":null,"requestContext":null,"body":null}""", """{"path":7,"httpMethod":[],"headers":"x"}""",
        """{"path":"/operations/approve","httpMethod":"POST"}""", """{"path":"/operations/approve","httpMethod":"POST","headers":{"X-API-Key":null},"multiValueHeaders":{"X-API-Key":null}}""",
        """{"headers":[]}""", """{"requestContext":{"identity":null},"queryStringParameters":{"a":null}}""", """{"methodArn":null,"type":"TOKEN"}""", """{"methodArn":7}""",
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var function in FunctionNames.All)
            {
                foreach (var given in Anything)
                {
                    cases.Add(function, given);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Invoke_WithAnything_EndsAsDocumentedAndIsSeen(string function, string given)
    {
        var bench = new Bench();

        var (answer, thrown) = await InvokeAsync(bench, function, given);

        if (FunctionNames.Activities.Contains(function))
        {
            Assert.IsType<ApprovalInvalid>(thrown);
        }
        else if (function == FunctionNames.Authorizer)
        {
            Assert.IsType<UnauthorizedException>(thrown);
            Assert.Contains(bench.Lines, l => l.Contains("authentication_failed", StringComparison.Ordinal));
        }
        else if (function == FunctionNames.ChatWorker)
        {
            Assert.Null(thrown);
            Assert.Equal("done", answer.GetString());
            Assert.Contains("an event was dropped", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(thrown);
            Assert.Equal(function is FunctionNames.Reconciler or FunctionNames.ConfigurationChanges or FunctionNames.AuditDigest ? null : function is FunctionNames.Health ? 200 : 401, Number(answer, "statusCode"));
            Assert.Equal(function is not (FunctionNames.Reconciler or FunctionNames.ConfigurationChanges or FunctionNames.AuditDigest or FunctionNames.Health), bench.Lines.Any(l => l.Contains("authentication_failed", StringComparison.Ordinal)));
        }

        Assert.Equal(0, bench.Store.Writes);
        Assert.DoesNotContain("NullReference", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ValidateTags", "{}")]
    [InlineData("ExecuteAction", "[]")]
    [InlineData("RecordOutcome", "{\"proposal_id\":\"password=hunter2\"}")]
    [InlineData("Proposals", "7")]
    public async Task Invoke_WithAnEventThatCannotBeRead_LogsThatWithoutTheEvent(string function, string given)
    {
        var bench = new Bench();

        await InvokeAsync(bench, function, given);

        Assert.Contains("ERROR invocation-1 was invoked with an event that cannot be read as ", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    // With good credentials, and everything else missing.
    [Theory]
    [InlineData("Diagnostics")]
    [InlineData("Proposals")]
    [InlineData("WorkflowOperations")]
    [InlineData("Chat")]
    [InlineData("Console")]
    public async Task Invoke_WithCredentialsAndNothingElse_IsRefusedWithAKnownCode(string function)
    {
        var bench = new Bench();

        var (answer, thrown) = await InvokeAsync(bench, function, $$$"""{"headers":{"X-API-Key":"{{{Bench.ApiKey}}}","X-OpsAgent-User":"{{{Users.Lead}}}"}}""");

        Assert.Null(thrown);
        Assert.DoesNotContain("INTERNAL_ERROR", answer.GetRawText(), StringComparison.Ordinal);
        Assert.StartsWith("{\"success\":false,\"error\":", answer.GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorizer_WithCredentialsAndNoMethod_Denies()
    {
        var bench = new Bench();

        var (answer, _) = await InvokeAsync(bench, FunctionNames.Authorizer, $$$"""{"headers":{"X-API-Key":"{{{Bench.ApiKey}}}"}}""");

        var statement = answer.GetProperty("policyDocument").GetProperty("Statement")[0];
        Assert.Equal(("Deny", "*"), (statement.GetProperty("Effect").GetString(), statement.GetProperty("Resource")[0].GetString()));
    }

    private static async Task<(JsonElement Answer, Exception? Thrown)> InvokeAsync(Bench bench, string function, string given)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(given));
        try
        {
            using var output = await bench.Function(function)(input, bench.Context());
            using var document = await JsonDocument.ParseAsync(output);
            return (document.RootElement.Clone(), null);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            return (default, e);
        }
    }

    private static int? Number(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) ? value.GetInt32() : null;
}
