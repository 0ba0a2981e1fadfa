namespace OpsAgent.Functions.Activities.Errors;

/// <summary>The decision came before this attempt could ask, so nobody will send its task token back. The state machine goes on with the stored decision.</summary>
public sealed class AlreadyDecided(string message) : ActivityException(message);
