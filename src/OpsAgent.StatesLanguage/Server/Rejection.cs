namespace OpsAgent.StatesLanguage;

/// <summary>Why a server refuses a request before it looks at what is asked.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">AWS's error code.</param>
/// <param name="Message">What is wrong and what would be right; nothing of the request.</param>
public sealed record Rejection(int Status, string Code, string Message);
