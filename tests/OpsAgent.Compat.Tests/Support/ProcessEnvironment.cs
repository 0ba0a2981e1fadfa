using Amazon.Runtime;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>Sets environment variables and restores them. Tests that use it run alone, because the environment is global.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class ProcessEnvironment : IDisposable
{
    public const string Collection = "process environment";

    private readonly Dictionary<string, string?> before = [];

    public ProcessEnvironment()
    {
    }

    internal ProcessEnvironment(params (string Name, string? Value)[] variables)
    {
        foreach (var (name, value) in variables.Append(("AWS_EC2_METADATA_DISABLED", "true")))
        {
            before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }

        FallbackRegionFactory.Reset();
    }

    public void Dispose()
    {
        foreach (var (name, value) in before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        FallbackRegionFactory.Reset();
    }
}
