using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudTrail.Model;

public partial class Event
{
    public string AccessKeyId { get; set; }

    public string CloudTrailEvent { get; set; }

    public string EventId { get; set; }

    public string EventName { get; set; }

    public string EventSource { get; set; }

    public DateTime? EventTime { get; set; }

    public string ReadOnly { get; set; }

    public List<Resource> Resources { get; set; }

    public string Username { get; set; }

    internal static Event Read(JsonElement json) => new()
    {
        AccessKeyId = json.Text("AccessKeyId"),
        CloudTrailEvent = json.Text("CloudTrailEvent"),
        EventId = json.Text("EventId"),
        EventName = json.Text("EventName"),
        EventSource = json.Text("EventSource"),
        EventTime = json.Time("EventTime"),
        ReadOnly = json.Text("ReadOnly"),
        Resources = json.List("Resources", Resource.Read),
        Username = json.Text("Username"),
    };
}
