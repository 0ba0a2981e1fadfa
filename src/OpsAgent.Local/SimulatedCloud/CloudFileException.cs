namespace OpsAgent.Local.SimulatedCloud;

/// <summary>An invalid cloud file; the message is one line for its author.</summary>
public sealed class CloudFileException(string message, Exception inner) : Exception(message, inner);
