using System.Diagnostics;

using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests.OpenApi;

/// <summary>openapi-spec-validator, which CI has to have.</summary>
internal static class SpecValidator
{
    public static async Task<(int Exit, string Output)> CheckAsync(string text, string extension)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{Guid.CreateVersion7():n}.{extension}");
        await File.WriteAllTextAsync(file, text);
        try
        {
            var (exit, output, error) = await ExternalTool.RunAsync(new ProcessStartInfo("openapi-spec-validator", [file]), "openapi-spec-validator");
            return (exit, output + error);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
