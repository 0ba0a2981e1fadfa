namespace OpsAgent.Deployment.Tests.StateMachine;

/// <summary>The files of <c>statemachines/</c> as they are deployed.</summary>
internal static class Definition
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "statemachines", "write-operation.asl.json");

    public static string MockConfigPath { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "statemachines", "mock-config.json");

    public static string Text() => File.ReadAllText(Path);
}
