namespace OpsAgent.Functions.Api.Authorizer;

/// <summary>What an authorizer throws for a 401: API Gateway knows it by this very message, and answers 403 or 500 to all else.</summary>
public sealed class UnauthorizedException() : Exception("Unauthorized");
