using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations.Incidents;

/// <summary>What stores keep of an incident; the golden file is treated as those of the proposals are.</summary>
public sealed class StoredIncidentTests
{
    [Fact]
    public void Json_OfAnIncident_IsTheGoldenFileToTheByte() => Assert.Equal(Golden(), Reports.Json(Reports.Incident) + "\n");

    [Fact]
    public void Json_ReadFromTheGoldenFile_LosesNothing() =>
        Assert.Equal(Golden(), Reports.Json(StoredJson.Read(Golden(), StoredJson.Core.Incident)) + "\n");

    private static string Golden()
    {
        using var stream = typeof(StoredIncidentTests).Assembly.GetManifestResourceStream("incident.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
