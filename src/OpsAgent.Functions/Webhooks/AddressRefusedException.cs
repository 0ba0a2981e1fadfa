namespace OpsAgent.Functions.Webhooks;

/// <summary>A host's addresses are not public. Names neither host nor address.</summary>
public sealed class AddressRefusedException() : Exception("The webhook's host has no public address.");
