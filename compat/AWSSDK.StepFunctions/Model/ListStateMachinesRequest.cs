using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ListStateMachinesRequest : AmazonStepFunctionsRequest, IJsonShape
{
    void IJsonShape.Write(Utf8JsonWriter json)
    {
    }
}
