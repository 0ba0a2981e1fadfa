using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Amazon.Lambda.Serialization.SystemTextJson;

[RequiresUnreferencedCode("Reads and writes types by reflection; use SourceGeneratorLambdaJsonSerializer in trimmed applications.")]
public class CamelCaseLambdaJsonSerializer()
    : DefaultLambdaJsonSerializer(static options => options.PropertyNamingPolicy = new AwsNamingPolicy(JsonNamingPolicy.CamelCase));
