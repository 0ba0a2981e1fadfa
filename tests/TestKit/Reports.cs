using System.Text.Json;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>Incident reports; the same every time.</summary>
public static class Reports
{
    public static Incident Incident { get; } = new(IncidentId.Of(2026, 7), New(key: "key-1"));

    public static string Json(Incident? incident) => JsonSerializer.Serialize(incident!, CoreJson.Default.Incident);

    public static IncidentReport New(UserId? by = null, string? key = null, DateTimeOffset? at = null) => new()
    {
        Summary = "web answered 5xx: größer 日本 \U0001F680 \"quoted\"",
        Severity = "high",
        Links = ["https://status.example.com/42", "https://wiki.example.com/?q=a&b=c"],
        ProposalId = Proposals.New().Id,
        By = Users.Asserted(by ?? Users.Engineer),
        CreatedAt = at ?? Moments.Start,
        CorrelationId = "01kkng0000000000000000req1",
        Mode = ExecutionMode.LocalMock,
        IdempotencyKey = key,
        RequestHash = new string('a', 64),
    };
}
