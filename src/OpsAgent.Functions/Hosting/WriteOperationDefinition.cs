namespace OpsAgent.Functions.Hosting;

/// <summary>The approval workflow in the Amazon States Language, with <c>${...Function}</c> where a deployment's functions stand.</summary>
public static class WriteOperationDefinition
{
    public static string Text()
    {
        using var stream = typeof(WriteOperationDefinition).Assembly.GetManifestResourceStream("write-operation.asl.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
