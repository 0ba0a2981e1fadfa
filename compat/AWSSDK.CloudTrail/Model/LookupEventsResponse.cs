using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.CloudTrail.Model;

public partial class LookupEventsResponse : AmazonWebServiceResponse
{
    public List<Event> Events { get; set; }

    public string NextToken { get; set; }

    internal static LookupEventsResponse Read(JsonElement json) => new()
    {
        Events = json.List("Events", Event.Read),
        NextToken = json.Text("NextToken"),
    };
}
