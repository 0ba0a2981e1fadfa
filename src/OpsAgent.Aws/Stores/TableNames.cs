namespace OpsAgent.Aws.Stores;

/// <summary>The DynamoDB tables of one environment, by name.</summary>
public sealed record TableNames(string Approvals, string Decisions, string Audit, string Incidents, string Sessions);
