namespace OpsAgent.StatesLanguage;

/// <summary>An invalid mock configuration file. The message is one line and names the path of the invalid member.</summary>
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
