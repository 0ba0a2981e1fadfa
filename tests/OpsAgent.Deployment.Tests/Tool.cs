using System.ComponentModel;
using System.Diagnostics;

namespace OpsAgent.Deployment.Tests;

/// <summary>Programs that the tests need beside the SDK: their absence skips a test, and fails it in CI.</summary>
internal static class Tool
{
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"{start.FileName} is not on PATH.");
            throw;
        }
    }
}
