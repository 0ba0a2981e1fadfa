using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Amazon.Runtime;
using Amazon.SimpleSystemsManagement.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Audit;
using OpsAgent.TestKit.Moto;

namespace OpsAgent.Local.Tests.Administration;

/// <summary>The built program on a deployment of moto, by the environment alone, as an administrator runs it.</summary>
public sealed class DeploymentTests : IAsyncLifetime
{
    private const string Region = "us-east-1";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsagent-stack-");
    private MotoAws? moto;
    private AwsClients? clients;

    public async ValueTask InitializeAsync()
    {
        if (ExternalTool.IsPresent("moto"))
        {
            moto = await MotoAws.StartAsync();
            clients = new AwsClients(AwsTimeouts.Standard, new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake"), moto.Url);
            await Tables.CreateAsync(clients.DynamoDb, "test", CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        clients?.Dispose();
        if (moto is not null)
        {
            await moto.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task PolicyPut_ToADeployment_IsReadBackAndShown()
    {
        ExternalTool.Require("moto");
        await DescribeAsync("/opsagent/test/deployment", digestKey: null);
        var file = Path.Combine(folder.FullName, "policy.json");
        await File.WriteAllTextAsync(file, """{"format":1,"groups":{},"rules":[{"name":"stop-everything","deny":"An incident is going on."}]}""");

        var put = await RunAsync("policy", "put", file, "--yes");
        Assert.True(put.Code == 0, put.Error);
        var stored = await clients!.Ssm.GetParameterAsync(new GetParameterRequest { Name = "/opsagent/policy" });
        Assert.Equal(("String", """{"format":1,"groups":{},"rules":[{"deny":"An incident is going on.","name":"stop-everything"}]}"""), (stored.Parameter.Type.Value, stored.Parameter.Value));
        Assert.Contains("DENIED     An incident is going on.", (await RunAsync("policy", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuditVerifyAndExport_OfADeployment_FindWhatWasChanged()
    {
        ExternalTool.Require("moto");
        // As of now, so that the clock misses no digest.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var history = AuditHistory.Of(120, key, hours: 4);
        var tables = new TableNames("opsagent-approvals-test", "opsagent-decisions-test", "opsagent-audit-test", "opsagent-incidents-test", "opsagent-sessions-test");
        var trail = new DynamoAuditTrail(clients!, tables, TimeProvider.System);
        foreach (var (_, events) in history.Chains)
        {
            await trail.AppendAsync(events, CancellationToken.None);
        }

        var digests = new DynamoDigests(clients!, tables, "test", TimeProvider.System);
        foreach (var digest in history.Digests)
        {
            Assert.True(await digests.PutAsync(digest, CancellationToken.None));
        }

        await DescribeAsync("/opsagent-test/test/deployment", await CreateKeyAsync());
        string[] hours = ["--from", "2026-03-14", "--to", "2026-03-14T04:00Z"];
        var (export, pem) = (Path.Combine(folder.FullName, "audit.csv"), Path.Combine(folder.FullName, "key.pem"));
        await File.WriteAllTextAsync(pem, key.ExportSubjectPublicKeyInfoPem());

        // moto's KMS made the deployment's key, which signed none of these digests.
        var verified = await RunAsync(["audit", "verify", "--json", .. hours]);
        Assert.Equal(1, verified.Code);
        Assert.Equal(
            [1L, 2L, 3L, 4L], verified.Json.GetProperty("findings").EnumerateArray().Where(f => f.GetProperty("kind").GetString() == "DigestInvalid").Select(f => f.GetProperty("digest").GetInt64()));
        Assert.Equal(0, (await RunAsync(["audit", "export", "--format", "csv", "--out", export, .. hours])).Code);
        Assert.True(Verify(export, pem).Code == 0, Verify(export, pem).Said);

        var changed = history.Events[7];
        await clients!.DynamoDb.UpdateItemAsync(new Amazon.DynamoDBv2.Model.UpdateItemRequest
        {
            TableName = tables.Audit,
            Key = new() { ["chain"] = new(changed.Chain), ["sequence"] = new(changed.Sequence.ToString("d12", System.Globalization.CultureInfo.InvariantCulture)) },
            UpdateExpression = "SET body = :b",
            ExpressionAttributeValues = new() { [":b"] = new(changed.Body.Replace("done", "gone", StringComparison.Ordinal)) },
        });
        Assert.Equal(0, (await RunAsync(["audit", "export", "--format", "csv", "--out", export, .. hours])).Code);
        var (code, said) = Verify(export, pem);
        Assert.Equal(1, code);
        Assert.Contains($"EventChanged: Event {changed.Sequence} of {changed.Chain} does not have the hash", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_OfAProposalOfADeployment_SaysWhatCannotBeRead()
    {
        ExternalTool.Require("moto");
        await DescribeAsync("/opsagent/test/deployment", await CreateKeyAsync());
        var tables = new TableNames("opsagent-approvals-test", "opsagent-decisions-test", "opsagent-audit-test", "opsagent-incidents-test", "opsagent-sessions-test");
        var proposal = Proposals.New();
        await new DynamoApprovalStore(clients!, tables, TimeProvider.System).SubmitAsync(proposal, [], CancellationToken.None);

        var evidence = await RunAsync("audit", "evidence", proposal.Id.Value);

        Assert.True(evidence.Code == 0, evidence.Error);
        Assert.False(evidence.Json.GetProperty("signatures").GetProperty("holds").GetBoolean());
        Assert.Equal("nothing was signed when it was proposed", evidence.Json.GetProperty("signatures").GetProperty("problem").GetString());
        Assert.Contains("no execution", evidence.Json.GetProperty("execution_history").GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal("Nothing was executed.", evidence.Json.GetProperty("cloudtrail").GetProperty("problem").GetString());
    }

    [Fact]
    public async Task AnyCommand_WhereTheDeploymentIsNotThere_SaysWhatToLookAt()
    {
        ExternalTool.Require("moto");
        (await RunAsync("audit", "verify")).Failed(2, "There is no parameter /opsagent/test/deployment or /opsagent-test/test/deployment");

        await clients!.Ssm.PutParameterAsync(new PutParameterRequest { Name = "/opsagent/test/deployment", Value = """{"endpoint":"https://example.com"}""", Type = "String" });
        (await RunAsync("audit", "verify")).Failed(2, "earlier version");

        await moto!.DisposeAsync();
        (await RunAsync("policy", "show")).Failed(3, "ssm:GetParameter");
        moto = null;
    }

    private Task DescribeAsync(string name, string? digestKey) => DescribeAsync(name, digestKey, "arn:aws:kms:us-east-1:123456789012:key/none");

    private async Task DescribeAsync(string name, string? digestKey, string decisionKey) => await clients!.Ssm.PutParameterAsync(new PutParameterRequest
    {
        Name = name,
        Type = "String",
        Value = $$"""
            {"state_machine_arn":"arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-controller-test",
             "approvals_table":"opsagent-approvals-test","decisions_table":"opsagent-decisions-test","audit_table":"opsagent-audit-test",
             "incidents_table":"opsagent-incidents-test","sessions_table":"opsagent-sessions-test",
             "decision_key_arn":"{{digestKey ?? decisionKey}}","digest_key_arn":"{{digestKey}}"}
            """,
    });

    // The stand-in has no CreateKey, and moto checks no signature.
    private async Task<string> CreateKeyAsync()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, moto!.Url)
        {
            Content = new StringContent("""{"KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY"}""", Encoding.UTF8, "application/x-amz-json-1.1"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", $"Credential=AKIAFAKEFAKEFAKEFAKE/20260121/{Region}/kms/aws4_request, SignedHeaders=host, Signature=none");
        request.Headers.Add("X-Amz-Target", "TrentService.CreateKey");
        using var response = await http.SendAsync(request);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("KeyMetadata").GetProperty("Arn").GetString()!;
    }

    private static (int Code, string Said) Verify(string file, string key)
    {
        using var said = new StringWriter();
        return (AuditVerifier.Program.Run(["verify", file, "--key", key], said, said), said.ToString());
    }

    private async Task<Cli> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "opsagent.dll"), .. arguments, "--stack", "test", "--region", Region])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ENDPOINT_URL"] = moto!.Url.ToString(), ["AWS_ACCESS_KEY_ID"] = "AKIAFAKEFAKEFAKEFAKE", ["AWS_SECRET_ACCESS_KEY"] = "fake", ["AWS_REGION"] = null,
            },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Cli(process.ExitCode, await output, await error);
    }
}
