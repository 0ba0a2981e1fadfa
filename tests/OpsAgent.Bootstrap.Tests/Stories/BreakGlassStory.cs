using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions.Hosting;
using OpsAgent.TestKit.Oidc;

using Xunit.Sdk;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>An administrator who is no approver approves alone, signed in at the console, for an incident that is recorded.</summary>
internal static class BreakGlassStory
{
    private const string Console = "opsagent-console";

    /// <returns>The stage that it was played on.</returns>
    public static async Task<Stage> PlayAsync(Account account, World world)
    {
        using var certificate = LoopbackCertificate.Create();
        await using var issuer = new FakeOidcIssuer(certificate);
        var trusted = Path.GetTempFileName();
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        var stage = new Stage(account, world)
        {
            More = new Dictionary<string, string>
            {
                ["BREAK_GLASS"] = "on",
                ["OPSAGENT_OIDC_ISSUER"] = issuer.Issuer,
                ["OPSAGENT_OIDC_AUDIENCE"] = issuer.Audience,
                ["OPSAGENT_OIDC_CLIENT_ID"] = Console,
                ["SSL_CERT_FILE"] = trusted,
            },
        };
        await world.PutListAsync("admins", "lead@example.com");
        await world.PutListAsync("approvers", "engineer@example.com");
        var recorded = await stage.AskAsync(ApiRequest.Post(
            FunctionNames.WorkflowOperations, "/operations/create_incident_record", new JsonObject { ["summary"] = "Orders are lost since eight", ["severity"] = "critical" }));
        var machine = new Machine(stage);

        var proposed = await WithPatienceAsync(() => machine.StartAsync(
            ApiRequest.Post(FunctionNames.Proposals, "/operations/reboot_ec2", machine.Reboot()).With(TokenOf("engineer")), machine.AskPeopleAsync));
        var glass = new JsonObject
        {
            ["operation"] = "break_glass_action",
            ["parameters"] = new JsonObject
            {
                ["proposal_id"] = proposed.Id,
                ["plan_hash"] = proposed.Answer["plan_hash"]!.GetValue<string>(),
                ["incident_id"] = recorded["details"]!["incident_id"]!.GetValue<string>(),
                ["reason"] = "Orders are lost, and both approvers sleep.",
            },
        };
        var broken = await WithPatienceAsync(() => machine.ApproveAsync(
            ApiRequest.Post(FunctionNames.Proposals, "/operations/break_glass", glass.DeepClone().AsObject()).With(TokenOf("lead")), () => machine.ExecuteAsync(proposed.Id)));
        Assert.Equal("EXECUTED", broken["execution_status"]?.GetValue<string>());
        await stage.StepAsync(FunctionNames.Reconciler, new JsonObject { ["detail-type"] = "Scheduled Event" });
        await world.AgeAsync(proposed.Id, TimeSpan.FromMinutes(10));
        await machine.EndAsync(proposed.Id, "NotSettled");

        await world.PutListAsync("approvers", "*");
        File.Delete(trusted);
        return stage;

        string TokenOf(string who) => issuer.Token($"{who}@example.com", DateTimeOffset.UtcNow, c => c["azp"] = Console);
    }

    // The binary gives the issuer three seconds, in which a busy machine may not have shaken hands: then another process is asked.
    private static async Task<T> WithPatienceAsync<T>(Func<Task<T>> play)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await play();
            }
            catch (XunitException e) when (attempt < 4 && e.Message.Contains("AUTHENTICATION_FAILED", StringComparison.Ordinal))
            {
                // Nothing was done.
            }
        }
    }
}
