using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class DescribeScheduledActionsResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }

    public List<ScheduledAction> ScheduledActions { get; set; }

    internal static DescribeScheduledActionsResponse Read(JsonElement json) => new()
    {
        NextToken = json.Text("NextToken"),
        ScheduledActions = json.List("ScheduledActions", ScheduledAction.Read),
    };
}
