using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudTrail.Model;

public partial class LookupEventsRequest : AmazonCloudTrailRequest, IJsonShape
{
    public DateTime? EndTime { get; set; }

    public EventCategory EventCategory { get; set; }

    public List<LookupAttribute> LookupAttributes { get; set; }

    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    public DateTime? StartTime { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Time("EndTime", EndTime);
        json.Constant("EventCategory", EventCategory);
        json.Structures("LookupAttributes", LookupAttributes);
        json.Number("MaxResults", MaxResults);
        json.Text("NextToken", NextToken);
        json.Time("StartTime", StartTime);
    }
}
