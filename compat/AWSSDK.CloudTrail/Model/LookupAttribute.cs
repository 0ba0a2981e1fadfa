using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudTrail.Model;

public partial class LookupAttribute : IJsonShape
{
    public LookupAttributeKey AttributeKey { get; set; }

    public string AttributeValue { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Constant("AttributeKey", AttributeKey);
        json.Text("AttributeValue", AttributeValue);
    }
}
