using OpsAgent.Core.Approvals;

namespace OpsAgent.Aws.Messaging;

/// <summary>The ARNs of the deployment's topics.</summary>
/// <param name="Notifications">Alarms and changes of the configuration.</param>
/// <param name="Approvals">Requests for approval, reminders, outcomes, and whether a change helped.</param>
/// <param name="Incidents">Recorded incidents.</param>
public sealed record SnsTopics(string Notifications, string Approvals, string Incidents)
{
    /// <returns>The topic whose subscribers are to know.</returns>
    public string TopicOf(NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalRequested or NoticeKind.Reminder or NoticeKind.Outcome or NoticeKind.Effect => Approvals,
        NoticeKind.Incident => Incidents,
        NoticeKind.ConfigurationChanged => Notifications,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No topic is named for this kind of notice."),
    };
}
