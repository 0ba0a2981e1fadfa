using OpsAgent.Core.Approvals;

namespace OpsAgent.Aws.Messaging;

/// <summary>The ARNs of the deployment's topics.</summary>
/// <param name="Notifications">Alarms, changes of the configuration and what administrators are told.</param>
/// <param name="Approvals">Requests for approval, reminders, outcomes, and whether a change helped.</param>
/// <param name="Incidents">Recorded incidents.</param>
public sealed record SnsTopics(string Notifications, string Approvals, string Incidents)
{
    /// <returns>The topics whose subscribers are to know.</returns>
    public IReadOnlyList<string> TopicsOf(NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalRequested or NoticeKind.Reminder or NoticeKind.Outcome or NoticeKind.Effect => [Approvals],
        NoticeKind.Incident => [Incidents],
        NoticeKind.ConfigurationChanged => [Notifications],
        NoticeKind.BreakGlass => [Approvals, Notifications],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No topic is named for this kind of notice."),
    };
}
