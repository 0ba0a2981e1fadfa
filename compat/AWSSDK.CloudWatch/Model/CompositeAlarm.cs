using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class CompositeAlarm
{
    public bool? ActionsEnabled { get; set; }

    public ActionsSuppressedBy ActionsSuppressedBy { get; set; }

    public string ActionsSuppressedReason { get; set; }

    public string ActionsSuppressor { get; set; }

    public int? ActionsSuppressorExtensionPeriod { get; set; }

    public int? ActionsSuppressorWaitPeriod { get; set; }

    public string AlarmArn { get; set; }

    public DateTime? AlarmConfigurationUpdatedTimestamp { get; set; }

    public string AlarmDescription { get; set; }

    public string AlarmName { get; set; }

    public string AlarmRule { get; set; }

    public string StateReason { get; set; }

    public string StateReasonData { get; set; }

    public DateTime? StateTransitionedTimestamp { get; set; }

    public DateTime? StateUpdatedTimestamp { get; set; }

    public StateValue StateValue { get; set; }

    internal static CompositeAlarm Read(JsonElement json) => new()
    {
        ActionsEnabled = json.Flag("ActionsEnabled"),
        ActionsSuppressedBy = json.Text("ActionsSuppressedBy"),
        ActionsSuppressedReason = json.Text("ActionsSuppressedReason"),
        ActionsSuppressor = json.Text("ActionsSuppressor"),
        ActionsSuppressorExtensionPeriod = json.Int("ActionsSuppressorExtensionPeriod"),
        ActionsSuppressorWaitPeriod = json.Int("ActionsSuppressorWaitPeriod"),
        AlarmArn = json.Text("AlarmArn"),
        AlarmConfigurationUpdatedTimestamp = json.Time("AlarmConfigurationUpdatedTimestamp"),
        AlarmDescription = json.Text("AlarmDescription"),
        AlarmName = json.Text("AlarmName"),
        AlarmRule = json.Text("AlarmRule"),
        StateReason = json.Text("StateReason"),
        StateReasonData = json.Text("StateReasonData"),
        StateTransitionedTimestamp = json.Time("StateTransitionedTimestamp"),
        StateUpdatedTimestamp = json.Time("StateUpdatedTimestamp"),
        StateValue = json.Text("StateValue"),
    };
}
