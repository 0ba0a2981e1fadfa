namespace OpsAgent.Local.SimulatedCloud;

/// <summary>The cloud file cannot be used; the message is one line for the person who wrote it.</summary>
public sealed class CloudFileException(string message, Exception inner) : Exception(message, inner);
