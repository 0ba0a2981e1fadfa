namespace Amazon.Compat.Protocols.RestJson;

/// <summary>A part of an operation's path that a request fills in.</summary>
/// <param name="Name">Its name in the path, without the braces.</param>
/// <param name="Member">The request's member, as its caller knows it.</param>
/// <param name="Value">Reads the member.</param>
internal sealed record RestJsonLabel<TRequest>(string Name, string Member, Func<TRequest, string> Value);
