namespace OpsAgent.Functions;

/// <summary>What one sweep found and mended.</summary>
public sealed record SweepResult(int Started, int Resumed, int Closed, int Reminded, int ApprovalsPending);
