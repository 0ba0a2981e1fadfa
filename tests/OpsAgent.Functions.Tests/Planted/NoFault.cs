
namespace OpsAgent.Functions.Tests.Planted;

/// <summary>Planted as the others are, and changes nothing: what the others are caught for is their own.</summary>
internal sealed class NoFault : Fault;
