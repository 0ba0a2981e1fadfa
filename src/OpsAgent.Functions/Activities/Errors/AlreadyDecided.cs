namespace OpsAgent.Functions.Activities.Errors;

/// <summary>The decision came before this attempt could ask; nobody will send its task token back. The state machine goes on with what the store says.</summary>
public sealed class AlreadyDecided(string message) : ActivityException(message);
