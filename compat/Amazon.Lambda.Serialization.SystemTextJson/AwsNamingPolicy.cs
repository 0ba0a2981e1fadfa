using System.Text.Json;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Leaves names as they are, or to the policy it was given.</summary>
public class AwsNamingPolicy : JsonNamingPolicy
{
    private readonly JsonNamingPolicy fallback;

    public AwsNamingPolicy()
    {
    }

    public AwsNamingPolicy(JsonNamingPolicy fallback) => this.fallback = fallback;

    public override string ConvertName(string name) => fallback?.ConvertName(name) ?? name;
}
