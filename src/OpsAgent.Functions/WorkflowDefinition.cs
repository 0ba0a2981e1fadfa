namespace OpsAgent.Functions;

/// <summary>The approval workflow in the Amazon States Language, with <c>${...Function}</c> where a deployment's functions stand.</summary>
public static class WorkflowDefinition
{
    public static string Text()
    {
        using var stream = typeof(WorkflowDefinition).Assembly.GetManifestResourceStream("write-operation.asl.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
