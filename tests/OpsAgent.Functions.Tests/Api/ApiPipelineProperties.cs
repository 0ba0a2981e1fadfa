using System.Text.Json.Nodes;

using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Api;

public sealed class ApiPipelineProperties
{
    private static readonly string[] Doors = [FunctionNames.Diagnostics, FunctionNames.Proposals, FunctionNames.Health];

    /// <summary>Each request at each door, for API Gateway may be made to route anything anywhere.</summary>
    [Property(MaxTest = 300)]
    public FsCheck.Property Answer_AnyRequest_IsNeverAFaultAndNeverTellsASecret() => Prop.ForAll(AnyRequest.Events(), IsAnsweredWellAsync);

    private static async Task IsAnsweredWellAsync(JsonObject sent)
    {
        foreach (var door in Doors)
        {
            var bench = new Bench();

            var answer = new Answer(await bench.InvokeAsync(door, sent));

            Assert.InRange(answer.Status, 200, 499);
            Assert.Equal(answer.Success, answer.Code is null);
            Assert.DoesNotContain(Bench.ApiKey, answer.Raw, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", answer.Raw, StringComparison.Ordinal);
            Assert.All(["correlation_id", "execution_mode", "timestamp"], member => Assert.NotNull(answer[member]));

            // No route of API Gateway has the root path, so what that ends in is not held to be tidy.
            if (Asl.Text(sent["path"]).Trim('/').Length > 0)
            {
                Assert.NotEqual("INTERNAL_ERROR", answer.Code);
                Assert.Empty(bench.Logger.Buffer.ToString());
            }
        }
    }
}
