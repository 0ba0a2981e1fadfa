namespace OpsAgent.Core.Operations;

/// <summary>What an operation found or did.</summary>
/// <param name="Summary">What a colleague would say, in one to three sentences.</param>
/// <param name="Result">The same in data.</param>
public sealed record Finding<TResult>(string Summary, TResult Result);
