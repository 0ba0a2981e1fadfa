namespace OpsAgent.Local.Hosting;

/// <summary>The deployment lacks something that a live mode needs.</summary>
/// <param name="problems">Everything that is missing, one sentence each, with what to do.</param>
public sealed class DeploymentException(IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    public IReadOnlyList<string> Problems => problems;
}
