using Amazon.Lambda.Core;

namespace OpsAgent.Functions.Hosting;

/// <summary>A function as Lambda sees it: JSON in, JSON out; an exception is a function error.</summary>
public delegate Task<Stream> LambdaFunction(Stream input, ILambdaContext lambdaContext);
