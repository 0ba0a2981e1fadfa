namespace OpsAgent.Functions.Webhooks;

/// <summary>All addresses of a host are non-public. The message names neither host nor address.</summary>
public sealed class NonPublicAddressException() : Exception("The webhook's host has no public address.");
