using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class SendTaskFailureResponse : AmazonWebServiceResponse
{
    internal static SendTaskFailureResponse Read(JsonElement json) => new();
}
