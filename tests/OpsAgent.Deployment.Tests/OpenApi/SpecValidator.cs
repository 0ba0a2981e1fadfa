using System.ComponentModel;
using System.Diagnostics;

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
            using var process = Process.Start(new ProcessStartInfo("openapi-spec-validator", [file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await error);
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("openapi-spec-validator is not on PATH.");
            throw;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
