namespace OpsAgent.Local.Hosting;

/// <summary>Something that a live mode needs is missing in the AWS account.</summary>
/// <param name="problems">Everything that is missing, one sentence each, with what to do.</param>
public sealed class DeploymentException(IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    public IReadOnlyList<string> Problems => problems;
}
