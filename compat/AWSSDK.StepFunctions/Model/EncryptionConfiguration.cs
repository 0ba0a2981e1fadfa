using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class EncryptionConfiguration : IJsonShape
{
    public int? KmsDataKeyReusePeriodSeconds { get; set; }

    public EncryptionType Type { get; set; }

    internal static EncryptionConfiguration Read(JsonElement json) => new()
    {
        KmsDataKeyReusePeriodSeconds = json.Int("kmsDataKeyReusePeriodSeconds"),
        Type = json.Text("type"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Number("kmsDataKeyReusePeriodSeconds", KmsDataKeyReusePeriodSeconds);
        json.Constant("type", Type);
    }
}
