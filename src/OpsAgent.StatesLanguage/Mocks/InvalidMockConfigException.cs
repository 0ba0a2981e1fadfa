namespace OpsAgent.StatesLanguage;

/// <summary>A mock configuration file that cannot be used. The message is one line and names the place.</summary>
public sealed class InvalidMockConfigException : Exception
{
    public InvalidMockConfigException()
    {
    }

    public InvalidMockConfigException(string message)
        : base(message)
    {
    }

    public InvalidMockConfigException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
