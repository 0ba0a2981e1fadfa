using OpsAgent.Core.Text;

namespace OpsAgent.Functions.Activities.Errors;

/// <summary>
/// A step of the state machine failed. The names of the subclasses are contract: the state
/// machine's Retry and Catch match on them. The message becomes the error's cause in the execution history, so it
/// MUST NOT hold a token, a key or another user's data.
/// </summary>
public abstract class ActivityException(string message) : Exception(Sanitizer.Text(message));
