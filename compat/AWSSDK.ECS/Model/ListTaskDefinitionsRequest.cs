using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ListTaskDefinitionsRequest : AmazonECSRequest, IJsonShape
{
    public string FamilyPrefix { get; set; }

    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    public SortOrder Sort { get; set; }

    public TaskDefinitionStatus Status { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("familyPrefix", FamilyPrefix);
        json.Number("maxResults", MaxResults);
        json.Text("nextToken", NextToken);
        json.Constant("sort", Sort);
        json.Constant("status", Status);
    }
}
