using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class SendTaskSuccessResponse : AmazonWebServiceResponse
{
    internal static SendTaskSuccessResponse Read(JsonElement json) => new();
}
